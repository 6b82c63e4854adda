//! Bars for the hours of a case: how much happened, how much of it failed, and which hours stand out.
//!
//! A case may have more hours than the screen has pixels; then a bar stands for several and shows the strongest of them.

mod paint;

use super::case::case;
use super::drawing::{paint as paint_canvas, size_of};
use super::shown::Shown;
use leptos::ev::{KeyboardEvent, WheelEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use logonscope::protocol::scores::Scores;
use logonscope::protocol::{ActivityView, DetailsView};
use logonscope::screen::brush::Grip;
use logonscope::screen::clock::{Clock, HOUR};
use logonscope::screen::levels::score_level;
use logonscope::screen::scores::named;
use logonscope::screen::words::counted;
use paint::{draw, drawn_width};
use std::ops::Range;
use std::sync::Arc;

/// What is drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Strip {
    /// Microseconds since 1970 of the first hour.
    pub start: i64,
    /// Events of each hour.
    pub counts: Vec<u32>,
    /// Failed ones among them; may be empty.
    pub failed: Vec<u32>,
    /// Score of each hour; may be empty.
    pub scores: Vec<f32>,
    /// In which way they are scored, and above what each level begins.
    pub scored: (Scores, [f32; 4]),
    /// Events whatever the filter, drawn palely behind; empty where nothing is narrowed.
    pub whole: Vec<u32>,
}

/// What makes a strip a brush: the range chosen on it, microseconds since 1970, and who hears of another.
#[derive(Clone, Copy)]
pub struct Brush {
    /// From the first up to but without the second.
    pub chosen: Signal<Option<(i64, i64)>>,
    /// Another range, or none.
    pub choose: Callback<Option<(i64, i64)>>,
    /// Another part of the strip is to be seen.
    pub look: Callback<Look>,
}

/// Which part of the strip is to be seen; hours are places in the part that is.
#[derive(Clone, Copy)]
pub enum Look {
    /// Half of it (or twice of it), around an hour.
    Zoom { at: usize, closer: bool },
    /// So many hours on.
    Move(i64),
}

impl From<&ActivityView> for Strip {
    fn from(view: &ActivityView) -> Self {
        Self { start: view.start, counts: view.counts.clone(), failed: view.failed.clone(), ..Self::default() }
    }
}

impl From<&DetailsView> for Strip {
    fn from(view: &DetailsView) -> Self {
        Self { start: view.hourly_start, counts: view.hourly.clone(), scores: view.scores.clone(), ..Self::default() }
    }
}

impl Strip {
    /// The part in which anything happened, with half a day on either side: an account of one day in a year is seen at all.
    pub fn cropped(self) -> Self {
        let happened = |count: &u32| *count > 0;
        let (Some(first), Some(last)) = (self.counts.iter().position(happened), self.counts.iter().rposition(happened))
        else {
            return self;
        };
        self.part(first.saturating_sub(12)..(last + 13).min(self.counts.len()))
    }

    /// The part of these hours.
    pub fn part(&self, hours: Range<usize>) -> Self {
        Self {
            start: self.hour(hours.start),
            counts: self.counts.get(hours.clone()).unwrap_or_default().to_vec(),
            failed: self.failed.get(hours.clone()).unwrap_or_default().to_vec(),
            scores: self.scores.get(hours.clone()).unwrap_or_default().to_vec(),
            whole: self.whole.get(hours).unwrap_or_default().to_vec(),
            scored: self.scored,
        }
    }

    /// The hours that `range` covers, as far as they are here.
    fn hours_of(&self, (from, until): (i64, i64)) -> Option<Range<usize>> {
        let place = |time: i64| time.saturating_sub(self.start).max(0);
        let begin = (place(from) / HOUR) as usize;
        let end = (place(until).saturating_add(HOUR - 1) / HOUR) as usize;
        let end = end.min(self.counts.len());
        (begin < end).then_some(begin..end)
    }

    fn hour(&self, position: usize) -> i64 {
        self.start.saturating_add((position as i64).saturating_mul(HOUR))
    }

    fn failed(&self, position: usize) -> u32 {
        self.failed.get(position).copied().unwrap_or(0)
    }

    fn score(&self, position: usize) -> f32 {
        self.scores.get(position).copied().unwrap_or(0.0)
    }

    fn level(&self, position: usize) -> usize {
        score_level(self.score(position), &self.scored.1)
    }

    /// An hour in words.
    fn says(&self, position: usize, clock: &Clock) -> String {
        let count = self.counts.get(position).copied().unwrap_or(0);
        let mut words =
            format!("{} · {}", clock.hour(self.hour(position)), counted(u64::from(count), "event", "events"));
        if self.failed(position) > 0 {
            words.push_str(&format!(" · {} failed", self.failed(position)));
        }
        if self.level(position) > 0 {
            words.push_str(&format!(" · {} {:.1}", named(self.scored.0), self.score(position)));
        }
        words
    }

    /// The whole strip in words.
    fn says_all(&self, clock: &Clock) -> String {
        let Some((busiest, most)) =
            self.counts.iter().enumerate().max_by_key(|(position, count)| (**count, usize::MAX - position))
        else {
            return "No events".to_owned();
        };
        let marked = (0..self.counts.len()).filter(|position| self.level(*position) > 0).count();
        format!(
            "Events per hour, {}. Most in one hour: {most}, {}. Hours marked by {}: {marked}.",
            clock.days(self.start, self.hour(self.counts.len().saturating_sub(1))),
            clock.hour(self.hour(busiest)),
            named(self.scored.0),
        )
    }
}

/// The strip. The pointer or the arrow keys read out an hour; a click or Enter opens it in the timeline.
#[component]
pub fn HourStrip(
    /// What is drawn.
    strip: Signal<Option<Arc<Strip>>>,
    /// Test id, if it has one.
    #[prop(optional)]
    test_id: Option<&'static str>,
    /// Whether days stand below the bars.
    #[prop(default = false)]
    axis: bool,
    /// Whether a range can be chosen on it.
    #[prop(optional)]
    brush: Option<Brush>,
    /// What the strip is about, for those who do not see it.
    name: &'static str,
) -> impl IntoView {
    let case = case();
    let canvas: NodeRef<Canvas> = NodeRef::new();
    let holder: NodeRef<Div> = NodeRef::new();
    let size = size_of(holder);
    let pointed = RwSignal::new(None::<usize>);
    // What is being dragged, the hour it began at, and what of the strip it covers now.
    let drag = RwSignal::new(None::<(Grip, usize, Range<usize>)>);
    let covered = move || {
        let chosen = brush.and_then(|brush| brush.chosen.get());
        match drag.get() {
            Some((.., range)) => Some(range),
            None => strip.with(|strip| strip.as_ref()?.hours_of(chosen?)),
        }
    };
    let choose = move |range: Option<Range<usize>>| {
        let Some(brush) = brush else { return };
        let before = brush.chosen.get_untracked();
        let times = range.zip(strip.get_untracked()).map(|(range, strip)| {
            let (begin, end) = (strip.hour(range.start), strip.hour(range.end));
            // An end that is beyond what is seen stays where it is.
            let from = before.map(|(from, _)| from).filter(|from| range.start == 0 && *from < begin);
            let until = before.map(|(_, until)| until).filter(|until| range.end == strip.counts.len() && *until > end);
            (from.unwrap_or(begin), until.unwrap_or(end))
        });
        brush.choose.run(times);
    };
    let hours = Memo::new(move |_| strip.with(|strip| strip.as_ref().map_or(0, |strip| strip.counts.len())));
    // What is pointed at stays if it is still seen.
    Effect::new(move |before: Option<Option<Arc<Strip>>>| {
        let now = strip.get();
        let (old, new) = (before.flatten().map(|strip| strip.start), now.as_ref().map(|strip| strip.start));
        if let (Some(old), Some(new)) = (old, new) {
            let moved = (old - new).div_euclid(HOUR);
            let all = hours.get_untracked();
            let at = pointed.get_untracked().and_then(|at| usize::try_from(at as i64 + moved).ok());
            pointed.set(at.map(|at| at.min(all.saturating_sub(1))));
        } else {
            pointed.set(None);
        }
        now
    });
    paint_canvas(
        canvas,
        size,
        move || {
            strip.track();
            pointed.track();
            covered();
            case.clock.track();
        },
        move |pen| {
            strip.with(|strip| {
                if let Some(strip) = strip {
                    case.clock.with(|clock| draw(pen, strip, pointed.get(), covered(), axis, clock));
                }
            });
        },
    );
    let at_pointer = move |x: i32| {
        let hours = hours.get_untracked();
        let width = drawn_width(size.get_untracked().0, hours);
        (width > 0.0 && hours > 0).then(|| ((f64::from(x) / width * hours as f64).max(0.0) as usize).min(hours - 1))
    };
    let open = move || {
        let hour = pointed.get_untracked().zip(strip.get_untracked()).map(|(position, strip)| strip.hour(position));
        if hour.is_some() {
            case.sought_hour.set(hour);
            case.shown.set(Shown::Timeline);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let last = hours.get_untracked().saturating_sub(1);
        let now = pointed.get_untracked();
        if let (Some(brush), false) = (brush, event.ctrl_key() || event.alt_key() || event.meta_key()) {
            let at = now.unwrap_or(last / 2);
            let look = match event.key().as_str() {
                "+" | "=" => Some(Look::Zoom { at, closer: true }),
                "-" => Some(Look::Zoom { at, closer: false }),
                "ArrowRight" if now == Some(last) && !event.shift_key() => Some(Look::Move(1)),
                "ArrowLeft" if now == Some(0) && !event.shift_key() => Some(Look::Move(-1)),
                _ => None,
            };
            if let Some(look) = look {
                event.prevent_default();
                return brush.look.run(look);
            }
        }
        if let Some(brush) = brush.filter(|_| event.shift_key() || event.key() == "Escape") {
            let range = untrack(covered);
            let at = now.unwrap_or(0);
            // With Shift the range grows or shrinks at its end; where there is none, it begins at the hour pointed at.
            let next = match (event.key().as_str(), range) {
                ("Escape", Some(_)) => None,
                ("ArrowRight", Some(range)) => Some(range.start..(range.end + 1).min(last + 1)),
                ("ArrowLeft", Some(range)) => Some(range.start..(range.end - 1).max(range.start + 1)),
                ("PageDown", Some(range)) => Some(range.start..(range.end + 24).min(last + 1)),
                ("PageUp", Some(range)) => Some(range.start..range.end.saturating_sub(24).max(range.start + 1)),
                ("ArrowRight" | "ArrowLeft" | "PageDown" | "PageUp", None) => Some(at..at + 1),
                _ => return,
            };
            event.prevent_default();
            match next {
                None => brush.choose.run(None),
                range => choose(range),
            }
            return;
        }
        let to = match event.key().as_str() {
            "ArrowRight" => now.map_or(0, |at| at + 1),
            "ArrowLeft" => now.map_or(last, |at| at.saturating_sub(1)),
            "PageDown" => now.map_or(0, |at| at + 24),
            "PageUp" => now.map_or(last, |at| at.saturating_sub(24)),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                return open();
            }
            _ => return,
        };
        event.prevent_default();
        pointed.set(Some(to.min(last)));
    };
    let says_hour = move || {
        let strip = strip.get()?;
        pointed.get().map(|position| case.clock.with(|clock| strip.says(position, clock)))
    };
    let says_all =
        move || strip.with(|strip| strip.as_ref().map(|strip| case.clock.with(|clock| strip.says_all(clock))));
    view! {
        <div
            class="strip"
            data-testid=test_id
            data-hours=move || hours.get()
            role="slider"
            tabindex="0"
            aria-label=move || format!("{name}. {}", says_all().unwrap_or_default())
            aria-valuemin="0"
            aria-valuemax=move || hours.get().saturating_sub(1)
            aria-valuenow=move || pointed.get().unwrap_or(0)
            aria-valuetext=says_hour
            node_ref=holder
            on:pointermove=move |event| {
                let hour = at_pointer(event.offset_x());
                pointed.set(hour);
                if let Some(hour) = hour {
                    drag.update(|drag| {
                        if let Some((grip, _, range)) = drag {
                            *range = grip.dragged_to(hour, hours.get_untracked());
                        }
                    });
                }
            }
            on:pointerleave=move |_| pointed.set(None)
            on:pointerdown=move |event| {
                let hour = at_pointer(event.offset_x());
                if let (Some(hour), Some(_), 0) = (hour, brush, event.button()) {
                    if let Some(holder) = holder.get_untracked() {
                        let _ = holder.set_pointer_capture(event.pointer_id());
                    }
                    let range = untrack(covered);
                    let slack = (hours.get_untracked() as f64 / drawn_width(size.get_untracked().0, hours.get_untracked()) * 5.0) as usize;
                    let grip = Grip::at(hour, range.as_ref(), slack);
                    let range = grip.dragged_to(hour, hours.get_untracked());
                    drag.set(Some((grip, hour, range)));
                }
            }
            on:wheel=move |event: WheelEvent| {
                let (Some(brush), Some(at)) = (brush, at_pointer(event.offset_x())) else { return };
                event.prevent_default();
                let across = event.delta_x() + if event.shift_key() { event.delta_y() } else { 0.0 };
                let hours = hours.get_untracked() as f64;
                brush.look.run(match across {
                    0.0 => Look::Zoom { at, closer: event.delta_y() < 0.0 },
                    across => Look::Move((across.signum() * (hours / 10.0).ceil()) as i64),
                });
            }
            on:pointercancel=move |_| drag.set(None)
            on:click=move |event| {
                let hour = at_pointer(event.offset_x());
                pointed.set(hour);
                match drag.get_untracked() {
                    Some((_, began, range)) if Some(began) != hour => choose(Some(range)),
                    _ => open(),
                }
                drag.set(None);
            }
            on:keydown=on_key
        >
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            {move || says_hour().map(|words| view! { <span class="strip-says">{words}</span> })}
        </div>
    }
}
