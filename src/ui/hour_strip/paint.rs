//! Draws a strip of hours: bars, what failed of them, marks of anomalies, the range chosen, and days below.

use super::Strip;
use crate::ui::drawing::{FONT, Pen};
use logonscope::screen::clock::{Clock, month};
use logonscope::screen::levels::bar_height;
use logonscope::screen::window::hours_of_column;
use std::ops::Range;

/// Pixels that the hours take up: a case of one hour is no wall.
pub fn drawn_width(room: f64, hours: usize) -> f64 {
    room.min(hours as f64 * WIDEST_HOUR)
}

/// Pixels.
const WIDEST_HOUR: f64 = 28.0;

/// Draws the strip.
pub fn draw(
    pen: &Pen,
    strip: &Strip,
    pointed: Option<usize>,
    covered: Option<Range<usize>>,
    axis: bool,
    clock: &Clock,
) {
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
        let level = range.clone().map(|hour| strip.level(hour)).max().unwrap_or(0);
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
