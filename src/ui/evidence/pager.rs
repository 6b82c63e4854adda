//! The parts of a long list of files: a field that finds, and the way from one page to the next.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::evidence::FILES_PAGE;
use logonscope::screen::words::grouped;

/// Shown where there is more than a page, or something is sought.
#[component]
pub fn Pager(
    /// The list begins anew: it is to be seen from its top.
    on_turn: Callback<()>,
) -> impl IntoView {
    let case = case();
    let files = case.files;
    let total = Memo::new(move |_| files.page.with(|page| page.as_ref().map_or(0, |page| page.total)));
    let first = Memo::new(move |_| files.page.with(|page| page.as_ref().map_or(0, |page| page.query.first)));
    let is_long =
        Memo::new(move |_| case.evidence.with(|view| view.as_ref().is_some_and(|view| view.files > FILES_PAGE)));
    let last = move || total.get().saturating_sub(1) / FILES_PAGE * FILES_PAGE;
    let says = move || match total.get() {
        0 => "none".to_owned(),
        total => {
            let [from, to, of] =
                [first.get() + 1, (first.get() + FILES_PAGE).min(total), total].map(|n| grouped(u64::from(n)));
            format!("{from} – {to} of {of}")
        }
    };
    // What each button says and does, and whether it can.
    let button = move |name: &'static str, sign: &'static str, to: Signal<u32>| {
        let turn = move |_| {
            files.query.update(|query| query.first = to.get_untracked());
            on_turn.run(());
        };
        view! {
            <button type="button" class="button" aria-label=name title=name disabled=move || to.get() == first.get() on:click=turn>
                {sign}
            </button>
        }
    };
    view! {
        <Show when=move || is_long.get()>
            <div class="pager" role="group" aria-label="Pages of the list">
                <input
                    type="search"
                    class="field"
                    placeholder="Find a file"
                    aria-label="Find a file by its path"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || files.query.with(|query| query.text.clone())
                    on:input=move |event| files.look(|query| query.text = event_target_value(&event))
                />
                <span class="quiet-words" role="status" data-testid="files-shown">{says}</span>
                <span class="button-group">
                    {button("First page", "«", Signal::derive(|| 0))}
                    {button("Page before", "‹", Signal::derive(move || first.get().saturating_sub(FILES_PAGE)))}
                    {button("Next page", "›", Signal::derive(move || (first.get() + FILES_PAGE).min(last())))}
                    {button("Last page", "»", Signal::derive(last))}
                </span>
            </div>
        </Show>
    }
}
