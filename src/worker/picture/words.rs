//! What the picture says in words: to those who hover, and to those who listen.

use super::stage::Stage;
use logonscope::graph::labels::caption;
use logonscope::protocol::picture::Words;
use logonscope::protocol::{NodeKind, Subject};
use logonscope::screen::words::{counted, grouped};

/// The longest name that a tooltip or an announcement holds.
const LONGEST: usize = 120;

/// Describes a subject of the scene.
pub fn describe(stage: &Stage, subject: Subject) -> Option<Words> {
    let scene = &stage.scene;
    match subject {
        Subject::Node(node) => {
            let shown = scene.node(node as usize)?;
            let (events, failed) = scene.events(node as usize);
            let linked = scene.links(node as usize).len() as u64;
            let movement = scene.graph().shows.movement;
            let linked = match shown.kind {
                NodeKind::Host if !movement => counted(linked, "account", "accounts"),
                NodeKind::Host => counted(linked, "way", "ways"),
                _ => counted(linked, "host", "hosts"),
            };
            Some(Words {
                name: caption(&shown.label, LONGEST),
                kind: kind_in_words(shown.kind).to_owned(),
                figures: match stage.notes.get(&node) {
                    Some(note) => format!("{} · {linked} · note: {}", figures(events, failed), caption(note, LONGEST)),
                    None => format!("{} · {linked}", figures(events, failed)),
                },
            })
        }
        Subject::Edge(edge) => {
            let (host, account) = scene.ends(edge as usize)?;
            let shown = scene.graph().edges.get(edge as usize)?;
            let name = |node| scene.node(node).map_or(String::new(), |n| caption(&n.label, LONGEST / 2));
            Some(Words {
                name: format!("{} → {}", name(host), name(account)),
                kind: if scene.graph().shows.movement {
                    "logons from host to host"
                } else {
                    "logons from host to account"
                }
                .to_owned(),
                figures: match stage.marked.contains(&edge) {
                    true => format!("{} · part of a finding", figures(shown.count.into(), shown.failed.into())),
                    false => figures(shown.count.into(), shown.failed.into()),
                },
            })
        }
    }
}

fn figures(events: u64, failed: u64) -> String {
    match failed {
        0 => counted(events, "event", "events"),
        failed if failed >= events => format!("{}, all failed", counted(events, "event", "events")),
        failed => format!("{}, {} failed", counted(events, "event", "events"), grouped(failed)),
    }
}

fn kind_in_words(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::PrivilegedAccount => "privileged account",
        NodeKind::Account => "account",
        NodeKind::Host => "host",
    }
}
