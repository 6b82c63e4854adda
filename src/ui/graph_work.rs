//! What the analyst does with the graph: lays it out, chooses several nodes, narrows it, writes notes at its nodes.

use super::case::Case;
use super::storage::{remember, remembered};
use leptos::prelude::*;
use logonscope::graph::neighbours::around;
use logonscope::protocol::filter::{Filter, Key};
use logonscope::protocol::layout::LayoutKind;
use logonscope::protocol::picture::{Order, Place};
use logonscope::protocol::shows::Shows;
use logonscope::protocol::{GraphView, NodeKind, Request, Subject};
use logonscope::screen::notes;
use logonscope::sorting::InOrder;
use std::collections::BTreeMap;

/// What can be done with nodes of the graph, by key or from the menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Only these and those they are joined with.
    Narrow,
    /// Only these.
    Isolate,
    /// Those that they are joined with too.
    Expand,
    /// Not these.
    Hide,
    /// They stay where they are, or are let go.
    Pin,
    /// To the middle of the picture.
    Centre,
    /// A note at the first.
    Note,
    /// A path begins here.
    PathFrom,
    /// A path ends here.
    PathTo,
    /// Their names, to the clipboard.
    Copy,
    /// Chooses the selected one too, or no longer.
    Choose,
    /// Chooses all in sight.
    ChooseAll,
    /// Takes the last narrowing back.
    Undo,
    /// And forth again.
    Redo,
    /// The graph as a table, or as a picture again.
    Table,
    /// The movement from host to host, or the logons of accounts again.
    Movement,
}

/// What is done with the graph, as a handle.
#[derive(Clone, Copy)]
pub struct Work {
    /// What is drawn.
    pub shows: RwSignal<Shows>,
    /// Which ways of logging on its lines have, a bit each; while colours tell them.
    pub ways: RwSignal<u8>,
    /// The layout in force.
    pub layout: RwSignal<LayoutKind>,
    /// Several nodes at once, ascending.
    pub chosen: RwSignal<Vec<u32>>,
    /// Where the menu is open.
    pub menu: RwSignal<Option<Place>>,
    /// What is noted of nodes of any case.
    pub notes: RwSignal<BTreeMap<Key, String>>,
    /// The node that is being written of.
    pub noting: RwSignal<Option<u32>>,
    /// Whether the table is shown.
    pub table: RwSignal<bool>,
}

impl Work {
    /// Nothing is done yet; notes are those of earlier visits.
    pub fn new() -> Self {
        Self {
            shows: RwSignal::default(),
            ways: RwSignal::default(),
            layout: RwSignal::default(),
            chosen: RwSignal::default(),
            menu: RwSignal::new(None),
            notes: RwSignal::new(remembered("notes").map_or_else(BTreeMap::new, |text| notes::read(&text))),
            noting: RwSignal::new(None),
            table: RwSignal::new(false),
        }
    }

    /// Another case. Notes stay: they are of accounts and hosts, whichever evidence tells of them.
    pub fn forget(&self) {
        self.layout.set(LayoutKind::Force);
        self.chosen.set(Vec::new());
        self.menu.set(None);
        self.noting.set(None);
        self.table.set(false);
    }

    /// Another graph: nodes have other numbers.
    pub fn follow(&self, old: &GraphView, new: &GraphView) {
        if self.chosen.with_untracked(|chosen| !chosen.is_empty()) {
            let keys: Vec<u64> = self.chosen.with_untracked(|chosen| {
                chosen.iter().filter_map(|node| old.nodes.get(*node as usize)).map(|node| node.key).collect()
            });
            let chosen = (0..).zip(&new.nodes).filter(|(_, node)| keys.contains(&node.key)).map(|(place, _)| place);
            self.chosen.set(chosen.collect());
        }
        self.menu.set(None);
        self.noting.set(None);
    }

    /// Lets the picture know what is chosen and noted.
    pub fn run(self, case: Case) {
        Effect::new(move |_| {
            case.graph.track();
            case.picture.order(&Order::Choose(self.chosen.get()));
        });
        Effect::new(move |_| {
            let noted = case.graph.with(|graph| {
                self.notes.with(|notes| {
                    let nodes = graph.iter().flat_map(|graph| (0..).zip(&graph.nodes));
                    nodes.filter_map(|(place, node)| Some((place, notes.get(&Key::from(node.key))?.clone()))).collect()
                })
            });
            case.picture.order(&Order::Notes(noted));
        });
    }
}

/// The lists of what is hidden, and of what alone is left, among hosts and accounts or among hosts.
fn lists(filter: &mut Filter, movement: bool) -> (&mut Vec<Key>, &mut Vec<Key>) {
    match movement {
        true => (&mut filter.hide_moves, &mut filter.only_moves),
        false => (&mut filter.hide, &mut filter.only),
    }
}

impl Case {
    /// Draws another graph of the case.
    pub fn draw(&self, shows: Shows) {
        let before = self.work.shows.get_untracked();
        // Targets stand in a column of their own, and in no other layout: most of them are sources too.
        let shows = Shows { targets: self.work.layout.get_untracked() == LayoutKind::Columns, ..shows };
        if before != shows {
            self.work.shows.set(shows);
            if !before.draws_as(shows) {
                self.picture.rest.set(None);
            }
            self.send(&Request::SetShows(shows));
            if before.movement != shows.movement {
                self.picture.order(&Order::Fit);
            }
        }
    }

    /// Draws domains or changes of the audit policy too, beside accounts and hosts.
    pub fn draw_also(&self, [domains, policies]: [bool; 2]) {
        if domains || policies {
            let shows = self.work.shows.get_untracked();
            let (domains, policies) = (shows.domains || domains, shows.policies || policies);
            self.draw(Shows { movement: false, domains, policies, ..shows });
        }
    }

    /// Lays out what is in sight; a tree grows from the selection.
    pub fn lay_out(&self, kind: LayoutKind) {
        self.work.layout.set(kind);
        self.draw(self.work.shows.get_untracked());
        let root = match self.selection.get_untracked() {
            Some(Subject::Node(node)) => self.keys_of(&[node]).first().copied(),
            _ => None,
        };
        self.picture.rest.set(None);
        self.send(&Request::SetLayout { kind, root });
        self.picture.order(&Order::Fit);
    }

    /// Ascending, so that the same nodes make the same filter.
    pub fn keys_of(&self, nodes: &[u32]) -> Vec<Key> {
        let mut keys: Vec<Key> = self.graph.with_untracked(|graph| {
            let nodes = nodes.iter().filter_map(|node| graph.as_ref()?.nodes.get(*node as usize));
            nodes.map(|node| Key::from(node.key)).collect()
        });
        keys.order();
        keys
    }

    /// What a deed is done to: all chosen, or what is selected.
    pub fn at_hand(&self) -> Vec<u32> {
        let chosen = self.work.chosen.get_untracked();
        if !chosen.is_empty() {
            return chosen;
        }
        match self.selection.get_untracked() {
            Some(Subject::Node(node)) => vec![node],
            Some(Subject::Edge(edge)) => self.graph.with_untracked(|graph| {
                let edge = graph.as_ref().and_then(|graph| graph.edges.get(edge as usize));
                edge.map_or_else(Vec::new, |edge| vec![edge.from, edge.to])
            }),
            None => Vec::new(),
        }
    }

    /// `nodes` and those joined with them, under the filter or in the whole graph.
    pub fn around(&self, nodes: &[u32], whole: bool) -> Vec<Key> {
        let found = self.graph.with_untracked(|graph| {
            let Some(graph) = graph else { return Vec::new() };
            let filtered = self.filtered.get_untracked().filter(|filtered| !filtered.is_whole && !whole);
            around(graph, filtered.as_deref(), nodes)
        });
        self.keys_of(&found)
    }

    /// Does it.
    pub fn act_on(&self, deed: Deed) {
        let nodes = self.at_hand();
        match deed {
            Deed::Undo => return self.undo_narrowing(),
            Deed::Redo => return self.redo_narrowing(),
            Deed::Table => {
                self.work.table.update(|table| *table = !*table);
                if !self.work.table.get_untracked() {
                    super::graph_menu::to_the_graph();
                }
                return;
            }
            Deed::ChooseAll => {
                let in_sight = self.graph.get_untracked().map(|graph| {
                    let filtered = self.filtered.get_untracked();
                    graph.in_sight(filtered.as_deref())
                });
                let nodes = (0..).zip(in_sight.unwrap_or_default()).filter(|(_, is)| *is);
                return self.work.chosen.set(nodes.map(|(node, _)| node).collect());
            }
            Deed::Movement => {
                let shows = self.work.shows.get_untracked();
                return self.draw(Shows { movement: !shows.movement, ..shows });
            }
            _ if nodes.is_empty() => return,
            Deed::Choose => {
                if let Some(Subject::Node(node)) = self.selection.get_untracked() {
                    self.choose(node);
                }
                return;
            }
            _ => {}
        }
        // An account is not drawn there: it is narrowed as elsewhere.
        let movement = self.graph.with_untracked(|graph| {
            let graph = graph.as_ref().filter(|graph| graph.shows.movement);
            graph.is_some_and(|graph| {
                nodes.iter().all(|node| graph.nodes.get(*node as usize).is_some_and(|node| node.kind == NodeKind::Host))
            })
        });
        match deed {
            // A node by itself has no line: its neighbours stay.
            Deed::Isolate if nodes.len() > 1 => {
                let keys = self.keys_of(&nodes);
                self.narrow(|filter| *lists(filter, movement).1 = keys);
            }
            Deed::Narrow | Deed::Isolate => {
                let keys = self.around(&nodes, false);
                self.narrow(|filter| *lists(filter, movement).1 = keys);
            }
            Deed::Expand => {
                let keys = self.around(&nodes, true);
                self.narrow(|filter| {
                    let (hide, only) = lists(filter, movement);
                    hide.retain(|key| !keys.contains(key));
                    if !only.is_empty() {
                        only.extend(keys);
                        only.order();
                        only.dedup();
                    }
                });
            }
            Deed::Hide => {
                let keys = self.keys_of(&nodes);
                self.narrow(|filter| {
                    let (hide, only) = lists(filter, movement);
                    only.retain(|key| !keys.contains(key));
                    hide.extend(keys);
                    hide.order();
                    hide.dedup();
                });
                self.work.chosen.set(Vec::new());
                self.selection.set(None);
            }
            Deed::Pin => nodes.iter().for_each(|node| self.picture.order(&Order::TogglePin(*node))),
            Deed::Centre => self.picture.order(&Order::Centre(Subject::Node(nodes[0]))),
            Deed::Note => self.work.noting.set(nodes.first().copied()),
            Deed::PathFrom => {
                self.path.start_at(nodes[0]);
                self.panel.set(super::shown::Panel::Path);
            }
            Deed::PathTo => {
                self.path.end_at(nodes[0]);
                self.panel.set(super::shown::Panel::Path);
            }
            Deed::Copy => self.copy(&self.names_of(&nodes).join("\n")),
            _ => {}
        }
    }

    /// The nodes that edges lead from and to, ascending.
    pub fn ends_of(&self, edges: &[u32]) -> Vec<u32> {
        let mut ends: Vec<u32> = self.graph.with_untracked(|graph| {
            let edges = edges.iter().filter_map(|edge| graph.as_ref()?.edges.get(*edge as usize));
            edges.flat_map(|edge| [edge.from, edge.to]).collect()
        });
        ends.order();
        ends.dedup();
        ends
    }

    /// As shown.
    pub fn names_of(&self, nodes: &[u32]) -> Vec<String> {
        self.graph.with_untracked(|graph| {
            let nodes = nodes.iter().filter_map(|node| graph.as_ref()?.nodes.get(*node as usize));
            nodes.map(|node| node.label.clone()).collect()
        })
    }

    fn copy(&self, text: &str) {
        // A page without a secure context has no clipboard; then nothing is copied, and the names can be read in the details.
        let navigator = window().navigator();
        let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
        if !clipboard.is_undefined() {
            let _ = navigator.clipboard().write_text(text);
        }
    }

    /// Nothing is selected or chosen.
    pub fn deselect(&self) {
        if self.work.chosen.with_untracked(|chosen| !chosen.is_empty()) {
            self.work.chosen.set(Vec::new());
        }
        if self.selection.get_untracked().is_some() {
            self.selection.set(None);
        }
    }

    /// Chooses a node too, or no longer.
    pub fn choose(&self, node: u32) {
        self.work.chosen.update(|chosen| match chosen.binary_search(&node) {
            Ok(place) => drop(chosen.remove(place)),
            Err(place) => chosen.insert(place, node),
        });
    }

    /// What is noted of a node, if anything is.
    pub fn note_of(&self, node: u32) -> String {
        let key = self.keys_of(&[node]).first().copied();
        self.work.notes.with_untracked(|notes| key.and_then(|key| notes.get(&key).cloned()).unwrap_or_default())
    }

    /// Keeps a note at a node; an empty one is none.
    pub fn note(&self, node: u32, text: &str) {
        let Some(key) = self.keys_of(&[node]).first().copied() else { return };
        self.work.notes.update(|notes| {
            match text.trim() {
                "" => notes.remove(&key),
                text => notes.insert(key, text.to_owned()),
            };
            remember("notes", Some(notes::written(notes).as_str()).filter(|text| !text.is_empty()));
        });
    }
}
