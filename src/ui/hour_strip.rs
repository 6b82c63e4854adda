//! Bars for the hours of a case: how much happened, how much of it failed, and which hours stand out.
//!
//! A case may have more hours than the screen has pixels; then a bar stands for several and shows the strongest of them.

use super::case::{Shown, case};
use super::drawing::{FONT, Pen, paint, size_of};
use leptos::ev::KeyboardEvent;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use logonscope::protocol::{ActivityView, DetailsView};
use logonscope::screen::brush::Grip;
use logonscope::screen::clock::{Clock, HOUR, month};
use logonscope::screen::levels::{bar_height, score_level};
use logonscope::screen::window::hours_of_column;
use logonscope::screen::words::counted;
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
    /// Anomaly score of each hour; may be empty.
    pub scores: Vec<f32>,
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
}

impl From<&ActivityView> for Strip {
    fn from(view: &ActivityView) -> Self {
        Self {
            start: view.start,
            counts: view.counts.clone(),
            failed: view.failed.clone(),
            scores: view.scores.clone(),
            whole: Vec::new(),
        }
    }
}

impl From<&DetailsView> for Strip {
    fn from(view: &DetailsView) -> Self {
        Self {
            start: view.hourly_start,
            counts: view.hourly.clone(),
            failed: Vec::new(),
            scores: view.scores.clone(),
            whole: Vec::new(),
        }
    }
}

impl Strip {
    /// The part in which anything happened, with half a day on either side: an account of one day in a year is seen at all.
    pub fn cropped(mut self) -> Self {
        let happened = |count: &u32| *count > 0;
        let (Some(first), Some(last)) = (self.counts.iter().position(happened), self.counts.iter().rposition(happened))
        else {
            return self;
        };
        let (first, end) = (first.saturating_sub(12), (last + 13).min(self.counts.len()));
        self.start = self.hour(first);
        self.counts = self.counts.get(first..end).unwrap_or_default().to_vec();
        self.failed = self.failed.get(first..end).unwrap_or_default().to_vec();
        self.scores = self.scores.get(first..end).unwrap_or_default().to_vec();
        self
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

    /// An hour in words.
    fn says(&self, position: usize, clock: &Clock) -> String {
        let count = self.counts.get(position).copied().unwrap_or(0);
        let mut words =
            format!("{} · {}", clock.hour(self.hour(position)), counted(u64::from(count), "event", "events"));
        if self.failed(position) > 0 {
            words.push_str(&format!(" · {} failed", self.failed(position)));
        }
        if score_level(self.score(position)) > 0 {
            words.push_str(&format!(" · anomaly score {:.1}", self.score(position)));
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
        let marked = self.scores.iter().filter(|score| score_level(**score) > 0).count();
        format!(
            "Events per hour, {}. Most in one hour: {most}, {}. Hours marked as anomalies: {marked}.",
            clock.days(self.start, self.hour(self.counts.len().saturating_sub(1))),
            clock.hour(self.hour(busiest)),
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
        let times =
            range.zip(strip.get_untracked()).map(|(range, strip)| (strip.hour(range.start), strip.hour(range.end)));
        if let Some(brush) = brush {
            brush.choose.run(times);
        }
    };
    let hours = Memo::new(move |_| strip.with(|strip| strip.as_ref().map_or(0, |strip| strip.counts.len())));
    Effect::new(move |_| {
        hours.track();
        pointed.set(None);
    });
    paint(
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

/// Pixels that the hours take up: a case of one hour is no wall.
fn drawn_width(room: f64, hours: usize) -> f64 {
    room.min(hours as f64 * WIDEST_HOUR)
}

/// Pixels.
const WIDEST_HOUR: f64 = 28.0;

fn draw(pen: &Pen, strip: &Strip, pointed: Option<usize>, covered: Option<Range<usize>>, axis: bool, clock: &Clock) {
    let hours = strip.counts.len();
    let highest = strip.counts.iter().chain(&strip.whole).copied().max().unwrap_or(0);
    if hours == 0 || highest == 0 {
        return;
    }
    let floor = if axis { pen.height - 16.0 } else { pen.height };
    let width = drawn_width(pen.width, hours);
    let columns = hours.min(width.floor() as usize).max(1);
    let column_width = width / columns as f64;
    let bar_width = if column_width > 3.0 { column_width - 1.0 } else { column_width };
    // A colour at a time: changing it costs more than a bar.
    let mut bars: [Vec<(f64, f64, f64)>; 6] = Default::default();
    let mut pale: Vec<(f64, f64, f64)> = Vec::new();
    for column in 0..columns {
        let range = hours_of_column(column, columns, hours);
        let x = column as f64 * column_width;
        let most = range.clone().max_by_key(|hour| strip.counts.get(*hour)).unwrap_or(range.start);
        let count = strip.counts.get(most).copied().unwrap_or(0);
        let level = range.clone().map(|hour| score_level(strip.score(hour))).max().unwrap_or(0);
        if level > 0
            && let Some(marks) = bars.get_mut(level + 1)
        {
            marks.push((x, 0.0, 3.0));
        }
        let whole = range.clone().filter_map(|hour| strip.whole.get(hour)).max().copied().unwrap_or(0);
        if whole > 0 {
            let height = (bar_height(whole, highest) * (floor - 5.0)).max(1.5);
            pale.push((x, floor - height, height));
        }
        if count == 0 {
            continue;
        }
        let height = (bar_height(count, highest) * (floor - 5.0)).max(1.5);
        bars[0].push((x, floor - height, height));
        let failed = f64::from(strip.failed(most)) / f64::from(count) * height;
        if failed > 0.0 {
            let failed = failed.max(1.0);
            bars[1].push((x, floor - failed, failed));
        }
        if level > 0
            && let Some(marked) = bars.get_mut(level + 1)
        {
            marked.push((x, floor - height, height - failed.min(height)));
        }
    }
    pen.fill_with("--line-strong");
    for (x, y, height) in &pale {
        pen.rect(*x, *y, bar_width.max(1.0), *height);
    }
    for (token, bars) in ["--bar", "--fail", "--l1", "--l2", "--l3", "--l4"].iter().zip(&bars) {
        pen.fill_with(token);
        for (x, y, height) in bars {
            pen.rect(*x, *y, bar_width.max(1.0), *height);
        }
    }
    pen.fill_with("--line");
    pen.rect(0.0, floor, pen.width, 1.0);
    if let Some(range) = covered {
        let hour_width = width / hours as f64;
        let (left, right) = (range.start as f64 * hour_width, range.end as f64 * hour_width);
        pen.fill_with("--panel");
        pen.context.set_global_alpha(0.35);
        pen.rect(0.0, 0.0, left, floor);
        pen.rect(right, 0.0, (pen.width - right).max(0.0), floor);
        pen.context.set_global_alpha(1.0);
        pen.fill_with("--accent");
        pen.rect(left, 0.0, 2.0, floor);
        pen.rect((right - 2.0).max(left), 0.0, 2.0, floor);
    }
    if axis {
        draw_days(pen, strip, clock);
    }
    if let Some(position) = pointed {
        let hour_width = width / hours as f64;
        pen.stroke_with("--accent");
        pen.context.set_line_width(1.0);
        pen.context.stroke_rect(
            (position as f64 * hour_width).floor() + 0.5,
            0.5,
            hour_width.max(1.0).ceil(),
            floor - 1.0,
        );
    }
}

/// Days below the bars, as many as have room.
fn draw_days(pen: &Pen, strip: &Strip, clock: &Clock) {
    let hours = strip.counts.len();
    let pixels_per_hour = drawn_width(pen.width, hours) / hours as f64;
    let step = [1_usize, 2, 7, 14, 28, 91, 182, 365, 3_650]
        .into_iter()
        .find(|days| *days as f64 * 24.0 * pixels_per_hour >= 64.0);
    let step = step.unwrap_or(3_650);
    pen.context.set_font(FONT);
    pen.fill_with("--ink-3");
    pen.context.set_text_baseline("alphabetic");
    let mut days = 0_usize;
    let mut free_from = 0.0;
    let mut said_year = None;
    for position in 0..hours {
        let Some(at) = clock.local(strip.hour(position)) else { continue };
        let begins_day = at.hour() == 0 || position == 0;
        if !begins_day {
            continue;
        }
        let x = position as f64 * pixels_per_hour;
        let is_shown = days.is_multiple_of(step) && x >= free_from && x + 44.0 <= pen.width;
        if at.hour() == 0 || position == 0 {
            days += 1;
        }
        if !is_shown {
            continue;
        }
        let label = if said_year == Some(at.year()) && step < 182 {
            format!("{} {}", at.day(), month(at))
        } else {
            format!("{} {} {}", at.day(), month(at), at.year())
        };
        said_year = Some(at.year());
        if position > 0 {
            pen.rect(x.floor(), pen.height - 16.0, 1.0, 4.0);
        }
        pen.text(&label, x + if position > 0 { 3.0 } else { 0.0 }, pen.height - 3.0);
        free_from = x + label.len() as f64 * 6.2 + 10.0;
    }
    if pixels_per_hour * 24.0 >= 480.0 {
        draw_clock_hours(pen, strip, clock, pixels_per_hour);
    }
}

/// Hours of the day between the days, where a case is short.
fn draw_clock_hours(pen: &Pen, strip: &Strip, clock: &Clock, pixels_per_hour: f64) {
    let step = if pixels_per_hour >= 48.0 {
        1
    } else if pixels_per_hour >= 24.0 {
        3
    } else {
        6
    };
    for position in 1..strip.counts.len() {
        let Some(at) = clock.local(strip.hour(position)) else { continue };
        let x = position as f64 * pixels_per_hour;
        if at.hour() != 0 && at.hour() % step == 0 && x > 110.0 && x + 34.0 < pen.width {
            pen.text(&format!("{:02}:{:02}", at.hour(), at.minute()), x, pen.height - 3.0);
        }
    }
}
