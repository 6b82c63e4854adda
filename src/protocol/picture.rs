//! What the page and the picture of the graph say to each other.
//!
//! The picture is drawn by a worker of its own: a browser that draws without a graphics card makes the thread that draws wait for
//! every picture. The page sends it [`Order`]s as JavaScript objects, and the engine's buffers that hold a
//! [`View::Graph`](super::View) or a [`View::Positions`](super::View) as they came. Nodes and edges in an order are those of the
//! graph sent last. The picture answers with [`Told`] as an object, or with the Blob of a PNG.

use super::compare::ComparedView;
use super::filter::FilteredView;
use super::lines::{LinesView, MarksView, WaysView};
use super::{GraphView, PositionsView, Subject};
use crate::graph::labels::LabelBox;
use serde::{Deserialize, Serialize};

/// What the picture takes of the engine's views: the first variants of [`View`](super::View) in its order, so that a buffer of one of them is
/// one of these too. Neither side needs to know how all other views are written or read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Drawn {
    /// A graph.
    Graph(GraphView),
    /// New positions of its nodes.
    Positions(PositionsView),
    /// What the filter leaves of it.
    Filtered(FilteredView),
    /// What its lines are made of.
    Lines(LinesView),
    /// Which of them findings sit on.
    Marks(MarksView),
    /// What became of its nodes and edges in a comparison.
    Compared(ComparedView),
    /// How the events of its lines were logged on.
    Ways(WaysView),
}

impl Drawn {
    /// Whether a buffer of the engine is for the picture alone, so that the page hands it on unread: places of nodes come many times a
    /// second. Tells by the first byte, which numbers the variant.
    pub fn is_for_picture_alone(buffer: &[u8]) -> bool {
        matches!(buffer.first(), Some(1 | 3..=5))
    }
}

/// A place in the picture, CSS pixels from its upper left corner; a place in the world where that is said.
pub type Place = (f32, f32);

/// From the page to the picture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Draws on the two canvases that travel beside it: marks and lines on the first, names on the second.
    Attach {
        /// Whether eyes are to be spared: everything is where it goes at once.
        reduced_motion: bool,
    },
    /// The size of the picture.
    Size {
        /// CSS pixels.
        width: f32,
        /// CSS pixels.
        height: f32,
        /// Device pixels per CSS pixel.
        density: f32,
        /// What lies over it: names keep clear of that.
        furniture: Vec<LabelBox>,
    },
    /// The theme in force.
    Colours(Box<Colours>),
    /// What is selected. It is brought into view unless it was selected already.
    Select(Option<Subject>),
    /// What is lit beside the selection: a path. It is brought into view as a whole.
    Light {
        /// Nodes.
        nodes: Vec<u32>,
        /// Edges.
        edges: Vec<u32>,
    },
    /// Several nodes at once, ascending.
    Choose(Vec<u32>),
    /// What is noted of nodes.
    Notes(Vec<(u32, String)>),
    /// What stands at lines that are spread.
    LineWords(LineWords),
    /// What the size of marks tells.
    SizeBy(SizeBy),
    /// Opens the menu of what is selected, for the keyboard.
    Menu,
    /// Whether names are shown.
    Labels(bool),
    /// A pointer did something.
    Gesture(Gesture),
    /// Nearer or farther, about what is selected or the middle.
    Zoom(f32),
    /// All in view, and kept there.
    Fit,
    /// Selects the node that lies that way.
    Go {
        /// A direction: right and down are positive.
        way: Place,
        /// Whether only distance counts; otherwise neighbours come first.
        any: bool,
    },
    /// Pins a node where it stands, or lets it go.
    TogglePin(u32),
    /// Lets all nodes go.
    UnpinAll,
    /// Whether it is in sight: another view may lie over it, and then nothing is drawn.
    Seen(bool),
    /// Takes the words beside the pointer away, until it moves.
    Dismiss,
    /// Brings something into view, near enough to be read.
    Approach(Subject),
    /// Brings something to the middle.
    Centre(Subject),
    /// Asks for the picture as a file; answered by a Blob or by [`Told::NoImage`], in the order of asking.
    Image {
        /// What stands below it.
        caption: Caption,
        /// Whether as a JPEG rather than a PNG.
        jpeg: bool,
    },
}

/// What stands at a line beside its event id and count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LineWords {
    /// Logon types.
    pub types: bool,
    /// Authentication packages.
    pub authentication: bool,
}

/// What the size of a node's mark tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum SizeBy {
    /// Its rank.
    #[default]
    Rank,
    /// Its events under the filter.
    Events,
    /// Nothing: all are of a size.
    Nothing,
}

/// What stands in the legend of a picture in a file, beside the shapes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Caption {
    /// What is drawn.
    pub what: String,
    /// Of which evidence, when, by which tool.
    pub whence: String,
}

/// The colours of the theme as CSS writes them, and its font.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Colours {
    /// Behind everything.
    pub background: String,
    /// Text.
    pub ink: String,
    /// Text that matters less.
    pub ink_2: String,
    /// Lines.
    pub ink_3: String,
    /// What is selected.
    pub accent: String,
    /// What failed.
    pub failed: String,
    /// Lines only in A, only in B, and changed.
    pub compared: [String; 3],
    /// Lines of each of [`crate::model::ways::WAYS`].
    pub ways: [String; 6],
    /// Rims of each of [`super::NodeKind::ALL`].
    pub rims: [String; 5],
    /// Fillings of the same.
    pub fillings: [String; 5],
    /// Font family.
    pub font: String,
}

/// Where a pointer is.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Pointer {
    /// The same as long as it touches.
    pub id: i32,
    /// Where.
    pub at: Place,
    /// Whether it is a finger, which covers what it means.
    pub is_finger: bool,
}

/// What a pointer goes down for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Press {
    /// What is there, or to drag.
    Plain,
    /// To drag the picture, whatever is there.
    Pan,
    /// To choose nodes: one, or those in a box.
    Box,
    /// To choose one, or those within a free line.
    Lasso,
}

/// What a pointer did.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Gesture {
    /// It went down.
    Down {
        /// Which.
        pointer: Pointer,
        /// What for.
        press: Press,
    },
    /// It moved, down or not.
    Moved(Pointer),
    /// It went up.
    Up(Pointer),
    /// The browser took it away.
    Cancelled(Pointer),
    /// It left the picture.
    Left(Pointer),
    /// The wheel turned.
    Wheel {
        /// Where.
        at: Place,
        /// CSS pixels; away from the hand is negative.
        turned: f32,
        /// Whether it comes from a pinch on a touchpad, in smaller numbers.
        is_pinch: bool,
    },
    /// Two clicks.
    DoubleClick(Place),
    /// A menu is wanted here.
    Menu(Place),
}

/// From the picture to the page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Told {
    /// It listens. Carries [`super::VERSION`].
    Ready(u32),
    /// Whether there is a picture.
    Drawing(Drawing),
    /// The graph whose nodes stand where they will stay; `None` while they move or the layout is being worked on.
    Rest(Option<u32>),
    /// What is under the pointer.
    Tip(Option<Tip>),
    /// What is selected, in words.
    Said(Option<Words>),
    /// What is pinned.
    Pins(Pins),
    /// Why there is no picture in a file.
    NoImage(String),
    /// The analyst did something in this graph.
    Did {
        /// Which graph.
        generation: u32,
        /// What.
        act: Act,
    },
}

/// What the analyst does in the picture that others must know of.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Act {
    /// Selects something, or nothing.
    Select(Option<Subject>),
    /// Selects a node by a key: what is chosen stays.
    Walk(u32),
    /// Looks at something and what it is joined with, at nothing else.
    Narrow(Subject),
    /// Chooses several nodes, ascending.
    Choose(Vec<u32>),
    /// Chooses a node too, or no longer.
    Toggle(u32),
    /// Needs to know what lines are made of.
    Lines(Vec<u32>),
    /// Wants the menu.
    Menu {
        /// Of what.
        subject: Option<Subject>,
        /// Where.
        at: Place,
    },
    /// Wants the menu of what is chosen or selected, as the page knows it, at this place.
    MenuHere(Place),
    /// Holds a node at a place in the world, or lets it go.
    Pin {
        /// Position in [`super::GraphView::nodes`].
        node: u32,
        /// World units.
        at: Option<Place>,
    },
}

/// Whether there is a picture.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Drawing {
    /// There is, or will be at once.
    #[default]
    Works,
    /// The graphics context is lost; the browser may give it back.
    Lost,
    /// There is none, for this reason.
    Impossible(String),
}

/// What is pinned.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Pins {
    /// Of which graph.
    pub generation: u32,
    /// Positions in [`super::GraphView::nodes`], ascending.
    pub nodes: Vec<u32>,
    /// All, with those that this graph does not show.
    pub total: u32,
}

/// What hangs beside the pointer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tip {
    /// Where the pointer is.
    pub at: Place,
    /// Width and height of the picture, CSS pixels.
    pub picture: Place,
    /// What is under it.
    pub words: Words,
}

/// A node or edge in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Words {
    /// Its name, or both names.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Its figures.
    pub figures: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{View, from_bytes, to_bytes};

    #[test]
    fn a_buffer_of_a_view_that_is_drawn_is_one_of_what_is_drawn() {
        let graph = GraphView { generation: 7, positions: vec![1.0, 2.0], ..GraphView::default() };
        let positions = PositionsView { generation: 8, settled: true, ..PositionsView::default() };
        let filtered = FilteredView { generation: 9, nodes: vec![3], ..FilteredView::default() };
        for (view, drawn) in [
            (View::Graph(graph.clone()), Drawn::Graph(graph)),
            (View::Positions(positions.clone()), Drawn::Positions(positions)),
            (View::Filtered(filtered.clone()), Drawn::Filtered(filtered)),
        ] {
            assert_eq!(view.to_bytes(), to_bytes(&drawn));
            assert_eq!(from_bytes::<Drawn>(&view.to_bytes()), Some(drawn));
        }
        assert_eq!(from_bytes::<Drawn>(&View::Ranks(Default::default()).to_bytes()), None);
    }

    #[test]
    fn the_page_hands_on_unread_what_it_does_not_need() {
        let (graph, filtered) = (GraphView::default(), FilteredView::default());
        let needed = [
            View::Graph(graph),
            View::Filtered(filtered),
            View::Ways(WaysView::default()),
            View::Ranks(Default::default()),
            View::Zone(Default::default()),
        ];
        assert!(needed.iter().all(|view| !Drawn::is_for_picture_alone(&view.to_bytes())));
        let drawn = [
            View::Positions(PositionsView::default()),
            View::Lines(LinesView::default()),
            View::Marks(MarksView::default()),
            View::Compared(ComparedView::default()),
        ];
        assert!(drawn.iter().all(|view| Drawn::is_for_picture_alone(&view.to_bytes())));
        assert!(!Drawn::is_for_picture_alone(&[]));
    }
}
