//! The mark of a node's kind: shape and colour both tell it, so that neither is needed alone.

use leptos::prelude::*;
use logonscope::protocol::NodeKind;

/// The kind in words.
pub fn kind_in_words(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::PrivilegedAccount => "privileged account",
        NodeKind::Account => "account",
        NodeKind::Host => "host",
    }
}

fn class_of(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::PrivilegedAccount => "mark mark-privileged",
        NodeKind::Account => "mark mark-account",
        NodeKind::Host => "mark mark-host",
    }
}

/// A small mark: a double ring for privileged accounts, a ring for accounts, a diamond for hosts. The words beside it name the kind
/// to those who do not see it.
#[component]
pub fn Mark(kind: NodeKind) -> impl IntoView {
    view! {
        <svg class=class_of(kind) width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            {match kind {
                NodeKind::Host => view! { <path class="mark-shape" d="M7 1.6 12.4 7 7 12.4 1.6 7z"></path> }.into_any(),
                NodeKind::Account => view! { <circle class="mark-shape" cx="7" cy="7" r="5"></circle> }.into_any(),
                NodeKind::PrivilegedAccount => {
                    view! {
                        <circle class="mark-shape" cx="7" cy="7" r="5.4"></circle>
                        <circle class="mark-core" cx="7" cy="7" r="2.2"></circle>
                    }
                        .into_any()
                }
            }}
        </svg>
    }
}
