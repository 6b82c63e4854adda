//! The rail at the left: the views, and the switches that say what counts.

use super::case::case;
use super::search::SavedSearches;
use super::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::Options;
use logonscope::protocol::findings::{FindingsView, Severity};
use logonscope::screen::words::{counted, grouped, grouped_f64};

/// The rail.
#[component]
pub fn Rail() -> impl IntoView {
    let case = case();
    let files = Signal::derive(move || grouped(case.summary.with(|summary| u64::from(summary.files))));
    let rows =
        Signal::derive(move || grouped(case.evidence.with(|view| view.as_ref().map_or(0, |view| view.sum.kept))));
    let none = Signal::derive(String::new);
    let heaviest = Memo::new(move |_| {
        let heaviest = |view: &FindingsView| case.judging.now.with(|judgments| view.heaviest(judgments));
        case.findings.with(|view| view.as_deref().and_then(heaviest))
    });
    let findings = Signal::derive(move || heaviest.get().map(|(_, count)| grouped(count as u64)).unwrap_or_default());
    let weight = Signal::derive(move || heaviest.get().map(|(severity, _)| severity));
    view! {
        <nav class="rail" aria-label="Views and switches">
            <div class="rail-group">
                <ViewButton to=Shown::Graph name="Graph" test_id="view-graph" figure=none/>
                <ViewButton to=Shown::Timeline name="Timeline" test_id="view-timeline" figure=none/>
                <ViewButton to=Shown::Compare name="Compare" test_id="view-compare" figure=none/>
                <ViewButton to=Shown::Findings name="Findings" test_id="view-findings" figure=findings weight=weight/>
                <ViewButton to=Shown::Events name="Events" test_id="view-events" figure=rows/>
                <ViewButton to=Shown::Evidence name="Evidence" test_id="view-evidence" figure=files/>
            </div>
            <SavedSearches/>
            <h2>"Show"</h2>
            <div class="rail-group">
                <Switch
                    name="Built-in accounts"
                    explains="SYSTEM, ANONYMOUS LOGON, DWM-1 and the like"
                    test_id="show-builtin"
                    on=|options| options.include_builtin
                    set=|options, on| options.include_builtin = on
                    hides=Some(0)
                />
                <Switch
                    name="Machine accounts"
                    explains="Accounts of computers: their names end in $"
                    test_id="show-machine"
                    on=|options| options.include_machine
                    set=|options, on| options.include_machine = on
                    hides=Some(1)
                />
                <Switch
                    name="Local logons"
                    explains="Logons without a source: service, batch, console"
                    test_id="show-local"
                    on=|options| options.include_local
                    set=|options, on| options.include_local = on
                    hides=Some(2)
                />
            </div>
            <h2>"Names"</h2>
            <div class="rail-group">
                <Switch
                    name="One account per name"
                    explains="The same name in two domains is one account, as LogonTracer has it"
                    test_id="merge-accounts"
                    on=|options| options.merge_accounts
                    set=|options, on| options.merge_accounts = on
                    hides=None
                />
            </div>
        </nav>
    }
}

#[component]
fn ViewButton(
    to: Shown,
    name: &'static str,
    test_id: &'static str,
    figure: Signal<String>,
    /// How much weighs what the figure counts.
    #[prop(optional, into)]
    weight: Signal<Option<Severity>>,
) -> impl IntoView {
    let case = case();
    let weighs = move || match weight.get() {
        Some(Severity::High) => "rail-figure weighs-high",
        Some(Severity::Medium) => "rail-figure weighs-medium",
        _ => "rail-figure",
    };
    let in_words = move || weight.get().map(|severity| format!(" {}", severity.in_words()));
    view! {
        <button
            type="button"
            class="rail-view"
            data-testid=test_id
            aria-current=move || (case.shown.get() == to).then_some("page")
            on:click=move |_| case.shown.set(to)
        >
            <span>{name}</span>
            <span class=weighs title=in_words>{figure}<span class="out-of-sight">{in_words}</span></span>
        </button>
    }
}

/// A switch, and how many logons it hides while it is off.
#[component]
fn Switch(
    name: &'static str,
    explains: &'static str,
    test_id: &'static str,
    on: fn(&Options) -> bool,
    set: fn(&mut Options, bool),
    /// Which of [`logonscope::protocol::CaseSummary::hidden`] it is about.
    hides: Option<usize>,
) -> impl IntoView {
    let case = case();
    let is_on = Memo::new(move |_| case.options.with(on));
    let hidden = Memo::new(move |_| {
        let position = hides.filter(|_| case.graph.with(Option::is_some))?;
        case.summary.with(|summary| summary.hidden.get(position).copied())
    });
    let says = move || match (hides, is_on.get(), hidden.get()) {
        (None, true, _) => "domains joined".to_owned(),
        (None, false, _) => "domains kept apart".to_owned(),
        (_, true, _) => "shown".to_owned(),
        (_, false, Some(events)) if events > 0.0 => format!("{} hidden", counted(events as u64, "logon", "logons")),
        (_, false, Some(_)) => "none hidden".to_owned(),
        (_, false, None) => String::new(),
    };
    view! {
        <label class="switch" title=explains>
            <span class="switch-words">
                <span class="switch-name">{name}</span>
                <span class="switch-says">{says}</span>
            </span>
            <input
                type="checkbox"
                role="switch"
                data-testid=test_id
                data-hidden=move || hidden.get().map(grouped_f64).map(|events| events.replace(',', ""))
                prop:checked=move || is_on.get()
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    case.set_options(move |options| set(options, on));
                }
            />
        </label>
    }
}
