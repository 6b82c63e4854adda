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

/// All that follows from an analysis. Rules look long: what they find comes last, and only when all is read.
pub fn show_all(case: &Case, state: CaseState) {
    each(case, &mut |view| show(&view));
    respond(&Response::Summary(case.summary(state)));
    if state != CaseState::Importing {
        found(case, &mut |view| show(&view));
    }
}

/// Gives the views that follow from an analysis, one after another: the zone first, since the others are printed in it.
pub fn each(case: &Case, give: &mut dyn FnMut(View)) {
    give(View::Zone(case.zone_view()));
    give(View::Graph(case.graph_view()));
    if !case.filter().is_empty() {
        give(View::Filtered(case.filtered_view()));
    }
    if case.shows().types {
        give(View::Ways(case.ways_view()));
    }
    give(View::Ranks(case.ranks_view()));
    give(View::Activity(case.activity_view()));
    ledgers(case, give);
}

/// Gives what became of the files: of all together, and of those that are listed.
pub fn ledgers(case: &Case, give: &mut dyn FnMut(View)) {
    give(View::Evidence(case.evidence_view()));
    give(View::Files(case.listed_files()));
}

/// Gives what the rules find.
pub fn found(case: &Case, give: &mut dyn FnMut(View)) {
    give(View::Findings(case.findings_view()));
    give(View::Marks(case.marks_view()));
}
