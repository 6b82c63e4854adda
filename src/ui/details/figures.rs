//! What the events were: by id, and by logon type.

use crate::ui::events::{RowsButton, rows_of};
use leptos::prelude::*;
use logonscope::protocol::Subject;
use logonscope::protocol::rows::Only;
use logonscope::screen::words::percent;

/// Events by id: id, title, count, failed.
#[component]
pub fn EventTable(events: Vec<(u16, String, u32, u32)>, of: Subject) -> impl IntoView {
    if events.is_empty() {
        return ().into_any();
    }
    let lines = events.into_iter().map(|(id, title, count, failed)| {
        let only = Only { event_id: Some(id), ..Only::default() };
        let only_failed = Only { failed: Some(true), ..only.clone() };
        view! {
            <tr>
                <th scope="row" class="mono">{id}</th>
                <td>{title}</td>
                <td class="number"><RowsButton count query=rows_of(of, only) of=id.to_string()/></td>
                <td class="number failed">
                    {(failed > 0).then(|| view! { <RowsButton count=failed query=rows_of(of, only_failed) of=format!("failed {id}")/> })}
                </td>
            </tr>
        }
    });
    view! {
        <h3>"Events"</h3>
        <table class="small-table">
            <thead>
                <tr>
                    <th scope="col">"Id"</th>
                    <th scope="col">"What"</th>
                    <th scope="col" class="number">"All"</th>
                    <th scope="col" class="number">"Failed"</th>
                </tr>
            </thead>
            <tbody>{lines.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// Logon types: number, in words, count.
#[component]
pub fn LogonTypes(types: Vec<(u8, String, u32)>, of: Subject) -> impl IntoView {
    if types.is_empty() {
        return ().into_any();
    }
    let all: f64 = types.iter().map(|(_, _, count)| f64::from(*count)).sum();
    let lines = types.into_iter().map(|(kind, name, count)| {
        let only = Only { logon_type: Some(kind), ..Only::default() };
        let share = f64::from(count) / all.max(1.0) * 100.0;
        view! {
            <li title=percent(f64::from(count), all)>
                <span class="share-name">{name.clone()}</span>
                <span class="share-bar" aria-hidden="true">
                    <span class="share-fill" style:width=format!("{share:.1}%")></span>
                </span>
                <RowsButton count query=rows_of(of, only) of=format!("logon type {name}")/>
            </li>
        }
    });
    view! {
        <h3>"Logon types"</h3>
        <ul class="shares">{lines.collect_view()}</ul>
    }
    .into_any()
}
