//! The page: Leptos components over one [`case::Case`], which hears the engine and asks it.
//!
//! `case` is the state, `client` the worker behind it, `app` the frame; every other file is one widget. Nothing here computes
//! evidence: what is shown comes from the engine in the words of [`logonscope::protocol`].

pub mod canvas;
pub mod client;

mod activity;
mod app;
mod boot;
mod case;
mod compare;
mod details;
mod drawing;
mod drop_target;
mod events;
mod evidence;
mod export_menu;
mod exports;
mod filter;
mod filter_line;
mod findings;
mod folder;
mod graph_menu;
mod graph_picture;
mod graph_table;
mod graph_view;
mod graph_work;
mod heading;
mod hour_strip;
mod import_options;
mod import_panel;
mod inbox;
mod keys_help;
mod link;
mod long_text;
mod mark;
mod newer_version;
mod nothing_left;
mod notices;
mod number;
mod path;
mod pick;
mod popover;
mod rail;
mod rank_choice;
mod rank_list;
mod sample_case;
mod save;
mod search;
mod shown;
mod side;
mod start;
mod steps;
mod storage;
mod summary_line;
mod theme;
mod timeline;
mod top_bar;
mod zone_select;

/// Mounts the page.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
