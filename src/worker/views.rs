//! What the engine posts to the page.

use super::scope;
use js_sys::Uint8Array;
use logonscope::engine::Case;
use logonscope::protocol::{CaseState, Message, Response, View};

/// A small thing.
pub fn respond(response: &Response) {
    scope::post(&scope::object(response));
}

/// A large thing: its buffer moves over.
pub fn show(view: &View) {
    let bytes = Uint8Array::from(view.to_bytes().as_slice());
    scope::post_moving(&bytes, &bytes);
}

/// Something that the user must see.
pub fn error(text: impl Into<String>, hint: impl Into<String>) {
    respond(&Response::Error(Message { text: text.into(), hint: hint.into() }));
}

/// All that follows from an analysis: the zone first, since the others are printed in it. Findings only when all is read.
pub fn show_all(case: &Case, state: CaseState) {
    show(&View::Zone(case.zone_view()));
    show(&View::Graph(case.graph_view()));
    if !case.filter().is_empty() {
        show(&View::Filtered(case.filtered_view()));
    }
    show(&View::Ranks(case.ranks_view()));
    show(&View::Activity(case.activity_view()));
    show(&View::Evidence(case.evidence_view()));
    if state != CaseState::Importing {
        show(&View::Findings(case.findings_view()));
        show(&View::Marks(case.marks_view()));
    }
    respond(&Response::Summary(case.summary(state)));
}
