//! The account–host graph: how it is filtered, walked, laid out and made ready for a picture.

pub mod camera;
pub mod labels;
pub mod layout;
pub mod motion;
pub mod picking;
pub mod scene;
