//! What the picture says in words: to those who hover, and to those who listen.

use super::stage::Stage;
use logonscope::graph::labels::caption;
use logonscope::protocol::picture::Words;
use logonscope::protocol::shows::Shows;
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
                NodeKind::Host if movement => counted(linked, "way", "ways"),
                NodeKind::PrivilegedAccount | NodeKind::Account if scene.graph().shows.draws_as(Shows::default()) => {
                    counted(linked, "host", "hosts")
                }
                NodeKind::PrivilegedAccount | NodeKind::Account => counted(linked, "neighbour", "neighbours"),
                _ => counted(linked, "account", "accounts"),
            };
            Some(Words {
                name: caption(&shown.label, LONGEST),
                kind: shown.kind.in_words().to_owned(),
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
                kind: match scene.node(account).map(|node| node.kind) {
                    Some(NodeKind::Host) if scene.graph().shows.movement => "logons from host to host",
                    Some(NodeKind::Host) => "logons of an account to a host",
                    Some(NodeKind::Domain) => "logons of an account of a domain",
                    Some(NodeKind::PolicyChange) => "changes of the audit policy",
                    _ => "logons from host to account",
                }
                .to_owned(),
                figures: match stage.looks.marked.contains(&edge) {
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
