//! What the rows and columns of the heat map are: the controls above it.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::scores::Scores;
use logonscope::protocol::timeline::{Grouping, Order, Shape, Unit, Who};

/// A list to choose from: its name, its test id, what it offers, the place of what is chosen, and how another is.
type Choice = (&'static str, &'static str, &'static [&'static str], fn(&Shape) -> usize, fn(&mut Shape, usize));

const CHOICES: [Choice; 5] = [
    (
        "Rows",
        "timeline-who",
        &["Accounts", "Hosts"],
        |shape| shape.who as usize,
        |shape, place| {
            shape.who = if place == 0 { Who::Accounts } else { Who::Hosts };
            shape.open.clear();
        },
    ),
    (
        "Columns",
        "timeline-unit",
        &["Hours", "Days", "Weeks", "Months"],
        |shape| shape.unit as usize,
        |shape, place| {
            let units = [Unit::Hour, Unit::Day, Unit::Week, Unit::Month];
            shape.unit = units.get(place).copied().unwrap_or_default();
        },
    ),
    (
        "Order of rows",
        "timeline-order",
        &["By rank", "By score", "By name", "By events", "By first seen"],
        |shape| shape.order as usize,
        |shape, place| {
            let orders = [Order::Rank, Order::Score, Order::Name, Order::Count, Order::FirstSeen];
            shape.order = orders.get(place).copied().unwrap_or_default();
        },
    ),
    (
        "Groups of rows",
        "timeline-groups",
        &["No groups", "By domain", "By privilege"],
        |shape| shape.grouping as usize,
        |shape, place| {
            let groupings = [Grouping::None, Grouping::Domain, Grouping::Privilege];
            shape.grouping = groupings.get(place).copied().unwrap_or_default();
        },
    ),
    (
        "Scores",
        "timeline-scores",
        &["Scores: LogonTracer", "Scores: sound", "Scores: change of rate"],
        |shape| shape.scores as usize,
        |shape, place| shape.scores = Scores::ALL.get(place).copied().unwrap_or_default(),
    ),
];

/// The controls of rows and columns; `before` runs before any of them changes the map.
#[component]
pub fn Controls(before: Callback<()>) -> impl IntoView {
    CHOICES.map(|one| choice(one, before)).collect_view()
}

fn choice((name, test_id, offered, get, set): Choice, before: Callback<()>) -> impl IntoView {
    let case = case();
    let chosen = Memo::new(move |_| case.tiles.with(|tiles| get(&tiles.shape)));
    let item = |(place, words): (usize, &'static &'static str)| {
        view! {
            <option value=place.to_string() prop:selected=move || chosen.get() == place>
                {*words}
            </option>
        }
    };
    view! {
        <select
            class="button"
            aria-label=name
            title=name
            data-testid=test_id
            on:change=move |event| {
                before.run(());
                let place = event_target_value(&event).parse().unwrap_or(0);
                case.tiles.update(|tiles| tiles.reshape(|shape| set(shape, place)));
            }
        >
            {offered.iter().enumerate().map(item).collect_view()}
        </select>
    }
}
