//! The mark of a node's kind: shape and colour both tell it, so that neither is needed alone.

use leptos::prelude::*;
use logonscope::protocol::NodeKind;

/// The kind in words.
pub fn kind_in_words(kind: NodeKind) -> &'static str {
    kind.in_words()
}

fn class_of(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::PrivilegedAccount => "mark mark-privileged",
        NodeKind::Account => "mark mark-account",
        NodeKind::Host => "mark mark-host",
        NodeKind::Domain => "mark mark-domain",
        NodeKind::PolicyChange => "mark mark-policy",
    }
}

/// A small mark: a double ring for privileged accounts, a ring for accounts, a diamond for hosts, a hexagon for domains, a square
/// for changes of the audit policy. The words beside it name the kind
/// to those who do not see it.
#[component]
pub fn Mark(kind: NodeKind) -> impl IntoView {
    view! {
        <svg class=class_of(kind) width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            {match kind {
                NodeKind::Host => view! { <path class="mark-shape" d="M7 1.6 12.4 7 7 12.4 1.6 7z"></path> }.into_any(),
                NodeKind::Domain => view! { <path class="mark-shape" d="M4.3 2.3h5.4L12.4 7l-2.7 4.7H4.3L1.6 7z"></path> }.into_any(),
                NodeKind::PolicyChange => view! { <path class="mark-shape" d="M2.6 2.6h8.8v8.8H2.6z"></path> }.into_any(),
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
