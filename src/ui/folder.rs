//! What a folder holds: its event logs and archives, told by how files begin and not by what they are called. The rest is left aside,
//! and the analyst can see what that is; so are, by the engine, archives in which there is no log.

use super::case::{Case, Looking};
use gloo_file::File;
use js_sys::{Array, Promise, Uint8Array};
use leptos::prelude::*;
use logonscope::evidence::format::{Format, SNIFFED};
use logonscope::screen::words::counted;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// So many files are looked at together: a disk answers several questions as fast as one.
const AT_ONCE: usize = 64;

/// Adds the event logs among `files`, each with its path in the folder. Those named `.evtx` are always added, so that one that is
/// none is named among the evidence; others if they begin like a log or an archive. All of it happens between the page's own tasks.
pub async fn add_folder(case: Case, files: Vec<(File, String)>) {
    let (named, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(file, _)| is_named_so(&file.name()));
    let mut any = !named.is_empty();
    case.add_files(named);
    let (mut aside, all) = (Vec::new(), others.len());
    for (round, some) in others.chunks(AT_ONCE).enumerate() {
        case.looking.set(Some(Looking { done: round * AT_ONCE, all }));
        let mut logs = Vec::new();
        for ((file, path), is_log) in some.iter().zip(are_logs(some).await) {
            if is_log {
                logs.push((file.clone(), path.clone()));
            } else {
                aside.push(if path.is_empty() { file.name() } else { path.clone() });
            }
        }
        any |= !logs.is_empty();
        case.add_files(logs);
    }
    case.looking.set(None);
    let begins = "Files are told by how they begin, whatever their name.";
    if !any && aside.is_empty() {
        case.say("The folder is empty.", "");
    } else if !any {
        let looked_at = counted(aside.len() as u64, "file was", "files were");
        case.say_of("The folder holds no event log.", format!("{looked_at} looked at. {begins}"), aside);
    } else if !aside.is_empty() {
        let left = counted(aside.len() as u64, "file of the folder is", "files of the folder are");
        let none = if aside.len() == 1 { "no event log and was" } else { "no event logs and were" };
        case.say_of(format!("{left} {none} left aside."), begins, aside);
    }
}

fn is_named_so(name: &str) -> bool {
    name.len() > 5 && name.get(name.len() - 5..).is_some_and(|end| end.eq_ignore_ascii_case(".evtx"))
}

/// For each file whether it begins like an event log or an archive; one that cannot be read does not.
async fn are_logs(files: &[(File, String)]) -> Vec<bool> {
    let beginnings = files.iter().map(|(file, _)| {
        let file: &web_sys::File = file.as_ref();
        file.slice_with_f64_and_f64(0.0, SNIFFED as f64)
            .map_or_else(|refused| Promise::reject(&refused), |part| part.array_buffer())
    });
    let settled = JsFuture::from(Promise::all_settled(&beginnings.collect::<Array>())).await;
    let settled: Array = settled.ok().and_then(|settled| settled.dyn_into().ok()).unwrap_or_default();
    let is_log = |outcome| {
        let bytes = js_sys::Reflect::get(&outcome, &"value".into()).unwrap_or_default();
        bytes.is_object() && Format::of(&Uint8Array::new(&bytes).to_vec()).is_some()
    };
    settled.iter().map(is_log).collect()
}
