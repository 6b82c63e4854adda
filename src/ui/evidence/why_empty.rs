//! Why there is nothing to see: a case without a logon says what was found instead, and which audit policies would have given some.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::screen::words::{grouped, visible};

/// So many channels are named.
const CHANNELS: usize = 12;

/// The panel; nothing where there are logons, or no records.
#[component]
pub fn WhyEmptyPanel() -> impl IntoView {
    let case = case();
    let why = Memo::new(move |_| case.evidence.with(|view| view.as_ref().and_then(|view| view.why_empty.clone())));
    let panel = move || {
        let why = why.get()?;
        let found = why.channels.iter().take(CHANNELS).map(|(channel, count)| {
            let channel = if channel.is_empty() { "channel not known".to_owned() } else { visible(channel) };
            view! {
                <li>
                    <bdi>{channel}</bdi>
                    <span class="number">{grouped(*count)}</span>
                </li>
            }
        });
        let policies = why.policies.iter().map(|(name, events, by)| {
            let events = events.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
            view! {
                <li>
                    <b>{name.clone()}</b>
                    {format!(" (success and failure) makes {events}, written by {by}")}
                </li>
            }
        });
        let first = if why.security_log {
            "A Security log is there, but it holds none of the events that tell of a logon. The machine did not record them, or they are older or newer than what was kept."
        } else {
            "Logons stand in the Security log, and none is among these files. Add Security.evtx of the machines, and of the domain controllers above all."
        };
        Some(view! {
            <section class="why-empty" aria-label="Why there is no logon" data-testid="why-empty">
                <h2>"Why is there no logon?"</h2>
                <p>{first}</p>
                <div class="more-lists">
                    <div>
                        <h3>"Found, by channel"</h3>
                        <ul class="pairs">{found.collect_view()}</ul>
                    </div>
                    <div class="why-policies">
                        <h3>"Audit policies of which no event is here"</h3>
                        <ul>{policies.collect_view()}</ul>
                    </div>
                </div>
            </section>
        })
    };
    view! { {panel} }
}
