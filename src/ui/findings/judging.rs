//! What the analyst makes of each finding: kept in this browser as notes are, told to the engine for its exports, and undone like a
//! narrowing.

use crate::ui::case::{Case, case};
use crate::ui::keys_help::is_typing;
use crate::ui::storage::{remember, remembered};
use leptos::prelude::*;
use logonscope::protocol::Request;
use logonscope::protocol::filter::Key;
use logonscope::protocol::findings::FindingView;
use logonscope::protocol::judgments::{Judgment, Judgments, Verdict};
use logonscope::screen::history::History;
use logonscope::screen::judgments::{read, written};
use logonscope::screen::words::{counted, shortened, visible};
use web_sys::KeyboardEvent;

/// What they are kept under.
const NAME: &str = "judgments";
/// So many accounts and hosts of a finding are offered.
const OFFERED: usize = 40;

/// The judgments and what they were before, as a handle.
#[derive(Clone, Copy)]
pub struct Judging {
    /// Those in force.
    pub now: RwSignal<Judgments>,
    history: RwSignal<History<Judgments>>,
}

impl Judging {
    /// Those of earlier visits.
    pub fn new() -> Self {
        let kept = remembered(NAME).map(|text| read(&text)).unwrap_or_default();
        Self { now: RwSignal::new(kept), history: RwSignal::default() }
    }

    /// Lets the engine know.
    pub fn run(self, case: Case) {
        Effect::new(move |told: Option<bool>| {
            let none = self.now.with(|now| now.all().is_empty());
            if told.is_some() || !none {
                case.send(&Request::Judge(self.now.get_untracked()));
            }
            told.is_some() || !none
        });
    }

    fn show(self, judgments: Judgments) {
        remember(NAME, Some(written(&judgments).as_str()).filter(|text| !text.is_empty()));
        self.now.set(judgments);
    }

    /// Judges a finding, or no longer; that can be undone.
    pub fn set(self, key: Key, judgment: Option<Judgment>) {
        let before = self.now.get_untracked();
        if before.get(key) == judgment.as_ref() {
            return;
        }
        let mut after = before.clone();
        after.set(key, judgment);
        self.history.update(|history| history.leave(before));
        self.show(after);
    }

    /// Gives a finding this verdict, or takes it back if it has it.
    fn turn(self, key: Key, verdict: Verdict) {
        let before = self.now.with_untracked(|now| now.get(key).cloned());
        let (has, reason) = before.map_or((false, String::new()), |old| (old.verdict == verdict, old.reason));
        self.set(key, (!has).then_some(Judgment { verdict, reason, quiet: String::new() }));
    }

    fn change(self, key: Key, change: impl FnOnce(&mut Judgment)) {
        if let Some(mut judgment) = self.now.with_untracked(|now| now.get(key).cloned()) {
            change(&mut judgment);
            self.set(key, Some(judgment));
        }
    }

    /// Whether there is something to undo, and to redo.
    pub fn can(self) -> (bool, bool) {
        self.history.with(History::can)
    }

    /// Takes the last judgment back.
    pub fn undo(self) {
        self.step(History::undo);
    }

    /// Judges again as was taken back last.
    pub fn redo(self) {
        self.step(History::redo);
    }

    fn step(self, step: fn(&mut History<Judgments>, Judgments) -> Option<Judgments>) {
        let now = self.now.get_untracked();
        if let Some(Some(other)) = self.history.try_update(|history| step(history, now)) {
            self.show(other);
        }
    }

    /// The keys of the view: what was judged last is taken back, and judged again.
    pub fn undo_by_key(self, event: &KeyboardEvent) {
        let (can_undo, can_redo) = self.can();
        let (can, step): (_, fn(Self)) = match event.key().as_str() {
            "z" => (can_undo, Self::undo),
            "Z" | "y" => (can_redo, Self::redo),
            _ => return,
        };
        if (event.ctrl_key() || event.meta_key()) && !is_typing() && can {
            event.prevent_default();
            // What is narrowed stays so.
            event.stop_propagation();
            step(self);
        }
    }

    /// The keys of a finding.
    pub fn by_key(self, key: Key, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() {
            return;
        }
        let pressed = event.key().to_lowercase();
        if let Some((verdict, _)) = Verdict::ALL.iter().find(|(_, key)| *key == pressed) {
            event.prevent_default();
            self.turn(key, *verdict);
        }
    }
}

/// The buttons of a finding, and once it is judged the reason; `quietens` is how many others are quiet by it.
#[component]
pub fn Verdicts(finding: FindingView, quietens: Signal<usize>) -> impl IntoView {
    let judging = case().judging;
    let key = finding.key;
    let judgment = Memo::new(move |_| judging.now.with(|now| now.get(key).cloned()));
    let verdict = Memo::new(move |_| judgment.with(|judgment| judgment.as_ref().map(|judgment| judgment.verdict)));
    let buttons = Verdict::ALL.map(|(of, letter)| {
        view! {
            <button
                type="button"
                class="verdict"
                aria-pressed=move || (verdict.get() == Some(of)).to_string()
                title=format!("Key {}", letter.to_uppercase())
                on:click=move |_| judging.turn(key, of)
            >
                {of.in_words()}
            </button>
        }
    });
    let mut labels: Vec<String> = finding
        .accounts
        .iter()
        .take(OFFERED)
        .chain(finding.hosts.iter().take(OFFERED))
        .map(|of| of.label.clone())
        .collect();
    labels.insert(0, String::new());
    let labels = StoredValue::new(labels);
    let text = move |of: fn(&Judgment) -> &String| {
        judgment.with(|judgment| judgment.as_ref().map(of).cloned().unwrap_or_default())
    };
    view! {
        <div class="parties" role="group" aria-label="Judgment">
            <span class="parties-title">"Judged"</span>
            <div class="judged">
                <span class="verdicts">{buttons.into_iter().collect_view()}</span>
                <Show when=move || verdict.get().is_some()>
                    <input
                        class="field reason"
                        aria-label="Reason"
                        placeholder="Reason, for exports and the report"
                        maxlength="500"
                        prop:value=move || text(|judgment| &judgment.reason)
                        on:change:target=move |event| {
                            let reason = event.target().value().trim().to_owned();
                            judging.change(key, |judgment| judgment.reason = reason);
                        }
                    />
                </Show>
                <Show when=move || verdict.get() == Some(Verdict::Benign)>
                    <label class="quiet-words">
                        "Quiet for "
                        <select
                            class="button"
                            title="Findings of this rule about this account or host are put aside, as long as the case has this one"
                            on:change:target=move |event| {
                                let chosen = event.target().selected_index() as usize;
                                let quiet = labels.with_value(|labels| labels.get(chosen).cloned()).unwrap_or_default();
                                judging.change(key, |judgment| judgment.quiet = quiet);
                            }
                        >
                            {labels
                                .get_value()
                                .into_iter()
                                .map(|label| {
                                    let shown = if label.is_empty() { "this one only".to_owned() } else { shortened(&visible(&label), 40) };
                                    view! { <option selected=move || text(|judgment| &judgment.quiet) == label>{shown}</option> }
                                })
                                .collect_view()}
                        </select>
                    </label>
                    <span class="quiet-words" role="status">
                        {move || {
                            let count = quietens.get() as u64;
                            (count > 0).then(|| format!("{} put aside", counted(count, "other finding", "other findings")))
                        }}
                    </span>
                </Show>
            </div>
        </div>
    }
}
