//! What arrives: the engine's answers put where the page reads them.

use super::Case;
use crate::ui::shown::{Panel, Shown};
use crate::ui::storage::remember;
use js_sys::Uint8Array;
use leptos::prelude::*;
use logonscope::graph::follow::follow;
use logonscope::protocol::filter::{Filter, FilteredView};
use logonscope::protocol::scores::ScoresView;
use logonscope::protocol::{CaseState, CaseSummary, GraphView, Progress, Response, Subject, View as EngineView};
use logonscope::screen::clock::Clock;
use logonscope::screen::heat_map::tiles::Tiles;
use std::sync::Arc;

impl Case {
    /// Takes an answer that is no view.
    pub(super) fn hear(&self, response: Response) {
        match response {
            Response::Ready(_) => {}
            Response::Progress(progress) => self.progress.set(progress),
            Response::Summary(summary) => self.hear_summary(summary),
            Response::Error(message) => self.say(message.text, message.hint),
            Response::NotExported(format, message) => {
                self.exports.give_up(format);
                if !message.text.is_empty() {
                    self.say(message.text, message.hint);
                }
            }
        }
    }

    fn hear_summary(&self, summary: CaseSummary) {
        if summary.options_answered == self.options_sent.get_value() {
            // As the engine spells them, or as they were if it refused a zone.
            let in_force = &summary.options;
            if self.options.with_untracked(|chosen| chosen != in_force) {
                self.options.set(in_force.clone());
            }
            remember("zone", Some(in_force.zone.as_str()).filter(|zone| *zone != "UTC"));
        }
        if summary.state == CaseState::Empty {
            self.forget();
        }
        self.summary.set(summary);
    }

    /// The last file has gone.
    fn forget(&self) {
        self.graph.set(None);
        self.filtered.set(None);
        self.search.set(None);
        self.search_counts.set(Vec::new());
        self.filter.forget();
        self.send_filter();
        self.picture.clear();
        self.ranks.set(None);
        self.activity.set(None);
        self.scores.set(None);
        self.scoring.set(None);
        self.details.set(None);
        self.selection.set(None);
        self.evidence.set(None);
        self.files.forget();
        self.findings.set(None);
        self.tiles.update(Tiles::clear);
        self.rows.forget();
        self.path.forget();
        self.comparing.forget();
        self.work.forget();
        self.draw(Default::default());
        self.progress.set(Progress::default());
        self.exports.forget();
        self.shown.set(Shown::default());
        self.panel.set(Panel::default());
    }

    /// Takes a view; `bytes` is the buffer that it came in.
    pub(super) fn take(&self, view: EngineView, bytes: &Uint8Array) {
        // An empty case has no graph, not one without nodes.
        let is_empty = self.summary.with_untracked(|summary| summary.state == CaseState::Empty);
        match view {
            EngineView::Zone(zone) => self.clock.set(Arc::new(Clock::new(zone))),
            _ if is_empty => {}
            EngineView::Graph(graph) => {
                self.picture.show(bytes);
                self.take_graph(Arc::new(graph));
            }
            // The picture's alone, and handed on unread.
            EngineView::Positions(_) | EngineView::Lines(_) | EngineView::Marks(_) | EngineView::Compared(_) => {}
            EngineView::Ways(ways) => {
                self.picture.show(bytes);
                self.work.ways.set(ways.present());
            }
            EngineView::Filtered(filtered) => {
                self.picture.show(bytes);
                self.take_filtered(filtered);
            }
            EngineView::Search(view) => self.search.set(Some(Arc::new(view))),
            EngineView::SearchCounts(view) if self.generation() == Some(view.generation) => {
                self.search_counts.set(view.counts);
            }
            EngineView::SearchCounts(_) => {}
            EngineView::Ranks(ranks) => self.ranks.set(Some(Arc::new(ranks))),
            EngineView::Timeline(tile) => self.tiles.update(|tiles| tiles.take(tile)),
            EngineView::Activity(activity) => self.activity.set(Some(Arc::new(activity))),
            EngineView::Scores(scores) => self.take_scores(scores),
            EngineView::Evidence(evidence) => self.evidence.set(Some(Arc::new(evidence))),
            EngineView::Files(files) => self.files.take(files),
            EngineView::File(file) => self.files.take_full(*file),
            EngineView::Coverage(lines) => self.files.coverage.set(Arc::new(lines)),
            EngineView::Details(details) => {
                let wanted = self.selection.get_untracked() == Some(details.subject);
                if wanted && self.generation() == Some(details.generation) {
                    self.details.set(Some(Arc::new(details)));
                }
            }
            EngineView::Findings(findings) => self.findings.set(Some(Arc::new(findings))),
            EngineView::Path(path) => self.path.take(path),
            EngineView::Compare(view) => self.comparing.take(*view),
            EngineView::Rows(rows) => self.rows.take(rows),
            EngineView::Record(record) => self.rows.take_record(record),
            EngineView::Export(export) => self.exports.take(*self, export),
        }
    }

    /// Scores have been made, or some of them.
    fn take_scores(&self, scores: ScoresView) {
        if self.generation() != Some(scores.generation) {
            return;
        }
        if scores.share >= 1.0 {
            self.scoring.set(None);
            self.scores.set(Some(Arc::new(scores)));
        } else {
            self.scoring.set(Some(scores.share));
            if self.scores.with_untracked(Option::is_some) {
                self.scores.set(None);
            }
        }
    }

    /// A new graph: what was selected stays selected, wherever it stands now.
    fn take_graph(&self, graph: Arc<GraphView>) {
        let kept = self.selection.get_untracked().and_then(|subject| {
            self.graph.with_untracked(|old| old.as_ref().and_then(|old| follow(subject, old, &graph)))
        });
        self.graph.with_untracked(|old| {
            if let Some(old) = old {
                self.rows.follow(old, &graph);
                self.path.follow(old, &graph);
                self.work.follow(old, &graph);
            }
        });
        let before = self.graph.get_untracked();
        self.tiles.update(|tiles| {
            tiles.expect(graph.generation, |node| match follow(Subject::Node(node), before.as_deref()?, &graph)? {
                Subject::Node(node) => Some(node),
                Subject::Edge(_) => None,
            });
        });
        if self.filter.now.with_untracked(Filter::is_empty) {
            self.filtered.set(None);
        }
        // Those of an older graph lead astray; those of this one are on their way, unless more is still to be read.
        self.findings.set(None);
        self.scores.set(None);
        self.scoring.set(None);
        self.graph.set(Some(graph));
        if self.selection.get_untracked() != kept {
            self.selection.set(kept);
        }
    }

    /// What the filter leaves has arrived.
    fn take_filtered(&self, filtered: FilteredView) {
        self.filter.answered(&filtered.filter);
        self.send_filter();
        if self.generation() == Some(filtered.generation) {
            self.rows.filtered();
            self.filtered.set(Some(Arc::new(filtered)));
            self.tiles.update(Tiles::refresh);
        }
    }
}
