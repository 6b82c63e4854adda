//! How clocks were changed: from which time to which, who did it with what, each with its record.

use crate::ui::case::case;
use crate::ui::long_text::LongText;
use leptos::prelude::*;
use logonscope::protocol::ClockChange;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::screen::words::{counted, seconds};

/// A line each; `all` is how many there are. Where they may be of several machines each names its own.
#[component]
pub fn ClockChanges(changes: Vec<ClockChange>, all: u32, names: bool) -> impl IntoView {
    let further = u64::from(all).saturating_sub(changes.len() as u64);
    let lines = changes.into_iter().map(|change| view! { <Line change names/> }).collect_view();
    view! {
        <ul class="clock-changes" data-testid="clock-changes">{lines}</ul>
        {(further > 0).then(|| view! { <p class="quiet-words">{format!("and {} by less", counted(further, "change", "changes"))}</p> })}
    }
}

#[component]
fn Line(change: ClockChange, names: bool) -> impl IntoView {
    let case = case();
    let ClockChange { row, computer, times, by, program } = change;
    let says = move || match times {
        None => "times not told".to_owned(),
        Some((before, after)) => {
            let sign = if after < before { "−" } else { "+" };
            let by = seconds(after.abs_diff(before) as f64 / 1e6);
            case.clock.with(|clock| format!("{} → {} ({sign}{by})", clock.second(before), clock.second(after)))
        }
    };
    let of = move || RowsOf::Listed { title: "A change of the clock".to_owned(), rows: vec![row] };
    let show = move |_| case.show_rows(RowsQuery { of: of(), only: Only::default(), within: false });
    view! {
        <li>
            {names.then(|| view! { <LongText text=computer most=40/> ": " })}
            {says}
            " by "
            <LongText text=if by.is_empty() { "an unknown account".to_owned() } else { by } most=40/>
            {(!program.is_empty()).then(|| view! { " with " <LongText text=program most=60/> })}
            " "
            <button type="button" class="link" on:click=show>"Record"</button>
        </li>
    }
}

/// The changes of all machines; nothing where there is none.
#[component]
pub fn AllClockChanges() -> impl IntoView {
    let case = case();
    let clock = Memo::new(move |_| {
        case.evidence.with(|view| view.as_ref().map(|view| (view.clock.clone(), view.all_clock)).unwrap_or_default())
    });
    let count = Memo::new(move |_| clock.with(|(_, all)| *all));
    view! {
        <Show when=move || { count.get() > 0 }>
            <details class="coverage">
                <summary>
                    "Clock changed"
                    <span class="quiet-words">{move || format!(" {}", counted(u64::from(count.get()), "time", "times"))}</span>
                </summary>
                {move || clock.with(|(changes, all)| view! { <ClockChanges changes=changes.clone() all=*all names=true/> })}
            </details>
        </Show>
    }
}
