//! Two periods, sets of files or of computers held against each other; or what was first seen since a moment.

mod legend;
mod side;
mod table;

use super::case::{Case, Shared, case};
use super::number::number;
use super::shown::Shown;
pub use legend::ComparedLegend;
use leptos::prelude::*;
use logonscope::protocol::compare::{Change, CompareOrder, ComparePage, CompareQuery, CompareView, Compared, Side};
use logonscope::protocol::{CaseState, ExportFormat, Request};
use logonscope::screen::clock::{Clock, HOUR};
use logonscope::screen::words::{counted, grouped, shortened, visible};
use side::{MomentPicker, SidePicker};
use std::sync::Arc;
use table::CompareTable;

/// Rows that are asked for at once: more than any screen shows.
const PAGE: u32 = 200;

/// What the analyst has chosen for a side.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Chosen {
    /// Nothing yet.
    #[default]
    Unset,
    /// The day in the display zone that holds this moment.
    Day(i64),
    /// From a moment on up to another.
    Range(i64, i64),
    /// All before a moment.
    Before(i64),
    /// All from a moment on.
    After(i64),
    /// These files.
    Files(Vec<u32>),
    /// What these computers wrote.
    Computers(Vec<String>),
}

/// The comparison, as a handle.
#[derive(Clone, Copy)]
pub struct Comparing {
    /// A and B.
    pub sides: [RwSignal<Chosen>; 2],
    /// Whether what was first seen since [`Self::moment`] is looked at in their stead.
    pub first_seen: RwSignal<bool>,
    /// The moment, as [`Chosen::After`].
    pub moment: RwSignal<Chosen>,
    /// See [`CompareQuery::factor`].
    pub factor: RwSignal<f64>,
    /// What the rows are.
    pub what: RwSignal<Compared>,
    /// Only what became this.
    pub only: RwSignal<Option<Change>>,
    /// In which order, or the other way round.
    pub order: RwSignal<(CompareOrder, bool)>,
    /// The place of the first row wanted.
    pub first: RwSignal<u32>,
    /// What has arrived.
    pub view: Shared<CompareView>,
    /// Whether the graph shows it.
    pub lit: RwSignal<bool>,
}

impl Comparing {
    /// Nothing is compared.
    pub fn new() -> Self {
        Self {
            sides: [RwSignal::default(), RwSignal::default()],
            first_seen: RwSignal::new(false),
            moment: RwSignal::default(),
            factor: RwSignal::new(2.0),
            what: RwSignal::default(),
            only: RwSignal::new(None),
            order: RwSignal::default(),
            first: RwSignal::new(0),
            view: RwSignal::new(None),
            lit: RwSignal::new(false),
        }
    }

    /// The case is empty.
    pub fn forget(&self) {
        self.sides.iter().chain([&self.moment]).for_each(|side| side.set(Chosen::Unset));
        self.view.set(None);
        self.lit.set(false);
    }

    /// Asks whenever what is compared is another, while it is looked at.
    pub fn run(self, case: Case) {
        Effect::new(move |_| {
            let bounds = bounds(case);
            if case.shown.get() == Shown::Compare
                && self.sides[0].with(|side| *side == Chosen::Unset)
                && let Some(bounds) = bounds
            {
                let [a, b] = first_sides(case, bounds);
                self.moment.set(Chosen::After(first_moment(case, &b)));
                self.sides[0].set(a);
                self.sides[1].set(b);
            }
        });
        // Another comparison begins at its first row.
        Effect::new(move |before: Option<_>| {
            let now = (self.query(case), self.what.get(), self.only.get(), self.order.get());
            if before.is_some_and(|before| before != now) {
                self.first.set(0);
            }
            now
        });
        Effect::new(move |_| {
            let generation = case.graph.with(|graph| graph.as_ref().map(|graph| graph.generation));
            let is_wanted = case.shown.get() == Shown::Compare || self.lit.get();
            if let (Some(generation), Some(query), true) = (generation, self.query(case), is_wanted) {
                let (order, reversed) = self.order.get();
                let (what, only, first) = (self.what.get(), self.only.get(), self.first.get());
                let page = ComparePage { what, only, order, reversed, first, count: PAGE };
                case.send(&Request::Compare { generation, query: Box::new(query), page });
            }
        });
        // Of each comparison that the graph is to show, and once when it is to show none.
        let compared = Memo::new(move |_| {
            let of = |view: &Option<Arc<CompareView>>| view.as_ref().map(|view| (view.generation, view.query.clone()));
            self.lit.get().then(|| self.view.with(of)).flatten()
        });
        Effect::new(move |before: Option<bool>| {
            let shows = compared.with(Option::is_some);
            if shows || before == Some(true) {
                case.send(&Request::ShowCompared(shows));
            }
            shows
        });
    }

    fn query(&self, case: Case) -> Option<CompareQuery> {
        let bounds = bounds(case)?;
        let factor = self.factor.get();
        if !self.first_seen.get() {
            let [a, b] = self.sides.map(|chosen| side(case, &chosen.get(), bounds));
            return Some(CompareQuery { a: a?, b: b?, factor, since: None });
        }
        let Chosen::After(moment) = self.moment.get() else { return None };
        let a = side(case, &Chosen::Before(moment), bounds)?;
        let mut b = side(case, &Chosen::After(moment), bounds)?;
        // Only what the strip's range has of it.
        if let Some(((from, until), range)) = case.filter.now.with(|filter| filter.range).zip(b.filter.range.as_mut()) {
            *range = (range.0.max(from), range.1.min(until).max(range.0));
        }
        Some(CompareQuery { a, b, factor, since: Some(moment as f64) })
    }

    /// Looks at what was first seen, or at two sides; each in the order that tells most.
    fn turn(&self, first_seen: bool) {
        self.first_seen.set(first_seen);
        self.only.set(None);
        let order = if first_seen { CompareOrder::Weight } else { CompareOrder::Change };
        self.order.set((order, false));
    }

    /// A part has arrived.
    pub fn take(&self, view: CompareView) {
        self.view.set(Some(Arc::new(view)));
    }
}

/// From the first hour of the case to the end of its last.
fn bounds(case: Case) -> Option<(i64, i64)> {
    case.activity.with(|activity| {
        let activity = activity.as_ref()?;
        let (start, hours) = (activity.start, activity.counts.len() as i64);
        (hours > 0).then(|| (start, start.saturating_add(hours.saturating_mul(HOUR))))
    })
}

/// The beginnings of the days with events, and how many.
fn days(case: Case) -> Vec<(i64, u32)> {
    let mut days: Vec<(i64, u32)> = Vec::new();
    case.clock.with(|clock| {
        case.activity.with(|activity| {
            let Some(activity) = activity else { return };
            let mut until = i64::MIN;
            for (hour, count) in (0i64..).zip(&activity.counts) {
                let time = activity.start.saturating_add(hour * HOUR);
                if *count == 0 {
                    continue;
                }
                if time >= until {
                    let day = clock.day_around(time);
                    until = day.1;
                    days.push((day.0, 0));
                }
                if let Some(day) = days.last_mut() {
                    day.1 += count;
                }
            }
        });
    });
    days
}

/// The last day against the one with events before it; the halves of a case of one day.
fn first_sides(case: Case, (from, until): (i64, i64)) -> [Chosen; 2] {
    match days(case).as_slice() {
        [.., (before, _), (last, _)] => [Chosen::Day(*before), Chosen::Day(*last)],
        _ => {
            let middle = from + (until - from) / HOUR / 2 * HOUR;
            [Chosen::Before(middle), Chosen::After(middle)]
        }
    }
}

/// Where the strip's range begins; else side B, which is the last day.
fn first_moment(case: Case, b: &Chosen) -> i64 {
    strip(case).map_or_else(
        || match b {
            Chosen::Day(moment) => case.clock.with_untracked(|clock| clock.day_around(*moment).0),
            Chosen::After(moment) => *moment,
            _ => 0,
        },
        |(from, _)| from,
    )
}

/// The range that is chosen on the strip of hours.
fn strip(case: Case) -> Option<(i64, i64)> {
    case.filter.now.with(|filter| filter.range).map(|(from, until)| (from as i64, until as i64))
}

/// What is chosen, under the filter in force but for its range.
fn side(case: Case, chosen: &Chosen, (from, until): (i64, i64)) -> Option<Side> {
    let mut side = Side { filter: case.filter.now.get(), ..Side::default() };
    let range = match chosen {
        Chosen::Unset => return None,
        Chosen::Day(moment) => Some(case.clock.with(|clock| clock.day_around(*moment))),
        Chosen::Range(from, until) => Some((*from, *until)),
        Chosen::Before(moment) => Some((from.min(*moment), *moment)),
        Chosen::After(moment) => Some((*moment, until.max(*moment))),
        // A side of which nothing is chosen is empty: none named would mean all.
        Chosen::Files(files) if files.is_empty() => Some((from, from)),
        Chosen::Computers(computers) if computers.is_empty() => Some((from, from)),
        Chosen::Files(files) => {
            side.files.clone_from(files);
            None
        }
        Chosen::Computers(computers) => {
            side.computers.clone_from(computers);
            None
        }
    };
    side.filter.range = range.map(|(from, until)| (from as f64, until as f64));
    Some(side)
}

/// What is chosen, in words.
fn in_words(case: Case, chosen: &Chosen, clock: &Clock) -> String {
    let list = |names: Vec<String>| match names.as_slice() {
        [] => "nothing chosen".to_owned(),
        [one] => one.clone(),
        [one, more @ ..] => format!("{one} and {} more", grouped(more.len() as u64)),
    };
    match chosen {
        Chosen::Unset => String::new(),
        Chosen::Day(moment) => clock.day(clock.day_around(*moment).0),
        Chosen::Range(from, until) => clock.span(*from, until.saturating_sub(1)),
        Chosen::Before(moment) => format!("before {}", clock.minute(*moment)),
        Chosen::After(moment) => format!("from {} on", clock.minute(*moment)),
        Chosen::Files(files) => list(case.evidence.with(|evidence| {
            let all = evidence.iter().flat_map(|evidence| &evidence.names);
            let name = |path: &str| shortened(&visible(path.rsplit('/').next().unwrap_or(path)), 40);
            all.filter(|(file, _)| files.contains(file)).map(|(_, path)| name(path)).collect()
        })),
        Chosen::Computers(computers) => list(computers.iter().map(|name| visible(name)).collect()),
    }
}

/// The view.
#[component]
pub fn Compare() -> impl IntoView {
    let case = case();
    let at = case.comparing;
    let told = move || {
        let view = at.view.get()?;
        let words =
            |chosen: RwSignal<Chosen>| chosen.with(|chosen| case.clock.with(|clock| in_words(case, chosen, clock)));
        let logons = |events: u32| counted(u64::from(events), "logon", "logons");
        let (a, b) = view.events;
        if view.query.since.is_some() {
            let how = match (a, b) {
                (_, 0) => "",
                (0, _) => "Nothing is known from before: all is new, and nothing of it surprises.",
                _ => "The weight is high where an account that long kept to few hosts takes a new one.",
            };
            return Some(format!("{} {}, {} before. {how}", logons(b), words(at.moment), grouped(u64::from(a))));
        }
        let how = match (a, b) {
            (0, 0) => "Neither side has a logon.",
            (0, _) => "A has no logon: all of B is new.",
            (_, 0) => "B has no logon: all of A has vanished.",
            _ if view.hours.is_some() => "What is in both is compared by logons an hour.",
            _ => "What is in both is compared by its logons.",
        };
        let [of_a, of_b] = at.sides.map(words);
        Some(format!("A: {of_a}, {}. B: {of_b}, {}. {how}", logons(a), logons(b)))
    };
    let count = move |what: Compared, change: Option<Change>| {
        at.view.with(|view| {
            let counts = view.as_ref().map(|view| view.counts[what as usize]).unwrap_or_default();
            match change {
                None => counts.iter().sum::<u32>(),
                Some(change) => counts.get((change as usize).wrapping_sub(1)).copied().unwrap_or(0),
            }
        })
    };
    let figure = move |change| move || count(Compared::Pair, Some(change));
    let ready = move || case.summary.with(|summary| summary.state == CaseState::Ready);
    view! {
        <section
            class="compare-view"
            aria-label="Compare"
            data-testid="compare-result"
            data-only-a=figure(Change::OnlyA)
            data-only-b=figure(Change::OnlyB)
            data-changed=figure(Change::Changed)
            data-same=figure(Change::Same)
        >
            <div class="view-bar">
                <h1 class="view-title">"Compare"</h1>
                <div class="button-group" role="group" aria-label="What is held against what">
                    {[(false, "compare-two", "Two sides"), (true, "compare-first-seen", "First seen")]
                        .map(|(first_seen, test_id, name)| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-testid=test_id
                                    aria-pressed=move || (at.first_seen.get() == first_seen).to_string()
                                    on:click=move |_| at.turn(first_seen)
                                >
                                    {name}
                                </button>
                            }
                        })}
                </div>
                <div class="button-group compare-actions">
                    <button
                        type="button"
                        class="button"
                        data-testid="compare-graph"
                        on:click=move |_| {
                            at.lit.set(true);
                            case.shown.set(Shown::Graph);
                        }
                    >
                        "Show in the graph"
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-testid="export-compare-csv"
                        prop:disabled=move || !ready() || at.view.with(Option::is_none)
                        on:click=move |_| case.exports.ask(case, ExportFormat::CompareCsv)
                    >
                        "CSV"
                    </button>
                </div>
            </div>
            <div class="view-bar compare-sides" hidden=move || at.first_seen.get()>
                <SidePicker side=0 name="A" test_id="compare-a"/>
                <button
                    type="button"
                    class="button"
                    title="Swap A and B"
                    aria-label="Swap A and B"
                    on:click=move |_| {
                        let [a, b] = at.sides.map(|side| side.get_untracked());
                        at.sides[0].set(b);
                        at.sides[1].set(a);
                    }
                >
                    "⇄"
                </button>
                <SidePicker side=1 name="B" test_id="compare-b"/>
            </div>
            <div class="view-bar" hidden=move || !at.first_seen.get()>
                <MomentPicker/>
            </div>
            <p class="compare-told" role="status">{told}</p>
            <div class="view-bar compare-choices">
                <div class="button-group" role="group" aria-label="What is compared">
                    {Compared::ALL
                        .map(|(what, name)| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    aria-pressed=move || (at.what.get() == what).to_string()
                                    on:click=move |_| at.what.set(what)
                                >
                                    {name}
                                    <span class="compare-count">{move || grouped(u64::from(count(what, None)))}</span>
                                </button>
                            }
                        })}
                </div>
                <div class="button-group" role="group" aria-label="What became of it" hidden=move || at.first_seen.get()>
                    {Change::ALL
                        .map(|(change, name)| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    aria-pressed=move || (at.only.get() == Some(change)).to_string()
                                    on:click=move |_| at.only.update(|only| *only = (*only != Some(change)).then_some(change))
                                >
                                    <span class=legend::class(change) aria-hidden="true"></span>
                                    {name}
                                    <span class="compare-count">
                                        {move || grouped(u64::from(count(at.what.get(), Some(change))))}
                                    </span>
                                </button>
                            }
                        })}
                </div>
                <label class="compare-factor" hidden=move || at.first_seen.get()>
                    "Changed from"
                    <select
                        class="field"
                        data-testid="compare-factor"
                        on:change=move |event| at.factor.set(number(&event_target_value(&event)).unwrap_or(2.0))
                    >
                        {["1.5", "2", "5", "10"]
                            .map(|factor| view! { <option value=factor selected=factor == "2">{format!("× {factor}")}</option> })}
                    </select>
                </label>
            </div>
            <CompareTable/>
        </section>
    }
}
