//! The page's frame: top bar, rail, the view, the panel at the right, the strip at the foot.

use super::activity::ActivityStrip;
use super::case::Case;
use super::compare::Compare;
use super::drop_target::DropTarget;
use super::events::Events;
use super::evidence::EvidenceTable;
use super::filter_line::FilterLine;
use super::findings::{Findings, LogCleared};
use super::graph_view::GraphPane;
use super::import_panel::ImportPanel;
use super::keys_help::{KeysDialog, KeysHelp};
use super::newer_version::NewerVersion;
use super::notices::Notices;
use super::pick::{PickInputs, Picker};
use super::rail::Rail;
use super::search::{Searching, address};
use super::shown::Shown;
use super::side::SidePanel;
use super::start::StartPage;
use super::steps::one_by_one;
use super::theme::Theme;
use super::timeline::Timeline;
use super::top_bar::TopBar;
use leptos::prelude::*;
use logonscope::protocol::CaseState;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let case = Case::start();
    provide_context(case);
    provide_context(Theme::start());
    provide_context(Picker::new());
    provide_context(KeysHelp::new());
    provide_context(Searching::new(case));
    address::keep(case);

    let empty = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Empty));
    let built = one_by_one(5, move || !empty.get());
    let stands = move |part: usize| move || built.get() >= part;
    // The findings are made when they are first looked at.
    let seen_findings = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) && !empty.get() || case.shown.get() == Shown::Findings
    });
    let shown = move || case.shown.get().name();
    view! {
        <PickInputs/>
        <div class="page" class:page-empty=empty data-view=shown>
            <TopBar/>
            <Show when=move || !empty.get()>
                <Rail/>
            </Show>
            <main class="view" aria-label="View" tabindex="-1">
                <NewerVersion/>
                <LogCleared/>
                <FilterLine/>
                <div class="view-body">
                    <Show when=move || !empty.get() fallback=StartPage>
                        // These stay alive behind the other views: each is as it was left when one comes back.
                        <div class="pane" class:pane-away=move || case.shown.get() != Shown::Graph>
                            <Show when=stands(1)>
                                <GraphPane/>
                            </Show>
                        </div>
                        <div class="pane" class:pane-away=move || case.shown.get() != Shown::Timeline>
                            <Show when=stands(4)>
                                <Timeline/>
                            </Show>
                        </div>
                        <Show when=move || case.shown.get() == Shown::Compare>
                            <Compare/>
                        </Show>
                        <div class="pane" class:pane-away=move || case.shown.get() != Shown::Findings>
                            <Show when=move || seen_findings.get()>
                                <Findings/>
                            </Show>
                        </div>
                        <div class="pane" class:pane-away=move || case.shown.get() != Shown::Events>
                            <Show when=stands(5)>
                                <Events/>
                            </Show>
                        </div>
                        <Show when=move || case.shown.get() == Shown::Evidence>
                            <EvidenceTable/>
                        </Show>
                    </Show>
                    <ImportPanel/>
                    <Notices/>
                </div>
            </main>
            <Show when=stands(2)>
                <SidePanel/>
            </Show>
            <Show when=stands(3)>
                <ActivityStrip/>
            </Show>
        </div>
        <DropTarget/>
        <KeysDialog/>
    }
}
