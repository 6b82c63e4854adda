//! The account–host graph: how it is built, filtered, walked, laid out and made ready for a picture.

pub mod account_host;
pub mod arrangement;
pub mod camera;
pub mod culling;
pub mod emphasis;
pub mod flight;
pub mod follow;
pub mod labels;
pub mod layout;
pub mod minimap;
pub mod motion;
pub mod neighbours;
pub mod paths;
pub mod picking;
pub mod scene;
pub mod spread;
