//! Real logs as files, archives, XML and JSON: the same case. They lie outside the project, and so does `evtx_dump`, which tells them again;
//! without them these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

#[path = "support/packing.rs"]
mod packing;

use logonscope::engine::{Case, native};
use logonscope::evidence::native::find_files;
use logonscope::protocol::{ExportFormat, Options};
use packing::{Packed, deflated, gzip, stored, zip};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn beside(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

/// The samples, each with whether nothing in it is damaged.
fn samples() -> Option<Vec<(PathBuf, bool)>> {
    let samples = beside("../shared/samples")?;
    let index: Value = serde_json::from_slice(&std::fs::read(samples.join("index.json")).unwrap()).unwrap();
    let files = index.as_array().unwrap().iter();
    Some(files.map(|file| (samples.join(file["file"].as_str().unwrap()), file["parse_errors"] == 0)).collect())
}

fn sound_samples() -> Option<Vec<PathBuf>> {
    let sound: Vec<PathBuf> = samples()?.into_iter().filter(|(_, is_sound)| *is_sound).map(|(path, _)| path).collect();
    assert_eq!(sound.len(), 28);
    Some(sound)
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("logonscope-formats-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn with(self, name: &str, content: &[u8]) -> Self {
        std::fs::write(self.0.join(name), content).unwrap();
        self
    }

    fn analyse(&self, threads: usize) -> Value {
        analyse(&find_files(std::slice::from_ref(&self.0)).unwrap(), threads)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn analyse(files: &[PathBuf], threads: usize) -> Value {
    let mut case = Case::new();
    let everything =
        Options { include_builtin: true, include_machine: true, include_local: true, ..Options::default() };
    case.set_options(everything).unwrap();
    native::read_into(&mut case, files, threads);
    serde_json::from_slice(&case.export(ExportFormat::AnalysisJson).unwrap().bytes).unwrap()
}

/// Everything of a document but its files, and where in them a finding's records stand.
fn findings(document: &Value) -> Value {
    let mut document = document.clone();
    let parts = document.as_object_mut().unwrap();
    parts.remove("files");
    for part in ["findings", "notes"] {
        for finding in parts[part].as_array_mut().unwrap() {
            for record in finding["evidence"].as_array_mut().unwrap() {
                let record = record.as_object_mut().unwrap();
                assert!(record.remove("file").is_some() && record.remove("offset").is_some());
            }
        }
    }
    for part in ["files", "kept", "filtered", "duplicates", "records"] {
        parts["totals"].as_object_mut().unwrap().remove(part);
    }
    document
}

fn total(document: &Value, name: &str) -> u64 {
    document["totals"][name].as_u64().unwrap()
}

fn assert_same(name: &str, document: &Value, expected: &Value) {
    for file in document["files"].as_array().unwrap() {
        assert_eq!(file["failed_records"], 0, "{name}: {file}");
        assert_eq!(file["error"], Value::Null, "{name}: {file}");
    }
    for part in ["records", "kept", "duplicates"] {
        assert_eq!(total(document, part), total(expected, part), "{name}: {part}");
    }
    let (found, expected) = (findings(document), findings(expected));
    for (part, value) in expected.as_object().unwrap() {
        assert!(found[part] == *value, "{name}: {part}");
    }
}

fn retold(path: &Path, format: &str) -> Option<Vec<u8>> {
    let dump = beside(".tools/bin/evtx_dump")?;
    let out = Command::new(dump).args(["-t", "1", "-o", format]).arg(path).output().unwrap();
    assert!(out.status.success());
    Some(out.stdout)
}

#[test]
fn sound_samples_give_one_case_in_every_packing() {
    let Some(samples) = sound_samples() else { return };
    let expected = analyse(&samples, 2);
    let contents: Vec<(String, Vec<u8>)> = (samples.iter())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    // Stored, deflated, with lengths behind them or in 64 bits, in turn.
    let members: Vec<Packed<'_>> = (contents.iter().enumerate())
        .map(|(number, (name, content))| match number % 4 {
            0 => deflated(name, content),
            1 => stored(name, content),
            2 => Packed { descriptor: true, ..deflated(name, content) },
            _ => Packed { wide: true, ..deflated(name, content) },
        })
        .collect();
    let one = zip(&members);
    let (first, second) = members.split_at(9);
    let inner = zip(&[deflated("second.zip", &zip(second)), deflated("notes.txt", b"collected by hand")]);
    let nested = zip(&[stored("first.zip", &zip(first)), deflated("deeper.zip", &inner)]);
    for (name, folder) in [
        ("one archive", Folder::new("one").with("case.zip", &one)),
        ("nested archives", Folder::new("nested").with("case.zip", &nested)),
        (
            "gzip",
            contents.iter().fold(Folder::new("gzip"), |folder, (name, content)| folder.with(name, &gzip(content))),
        ),
    ] {
        let document = folder.analyse(2);
        assert_same(name, &document, &expected);
        assert!(folder.analyse(1) == document, "{name}");
    }
}

#[test]
fn sound_samples_give_one_case_as_xml_and_json() {
    let Some(samples) = sound_samples() else { return };
    if beside(".tools/bin/evtx_dump").is_none() {
        return;
    }
    let expected = analyse(&samples, 2);
    for format in ["xml", "jsonl", "json"] {
        let folder = samples.iter().fold(Folder::new(format), |folder, path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            folder.with(&name, &retold(path, format).unwrap())
        });
        assert_same(format, &folder.analyse(2), &expected);
    }
}

#[test]
fn a_case_given_twice_in_any_formats_counts_once() {
    let Some(samples) = sound_samples() else { return };
    if beside(".tools/bin/evtx_dump").is_none() {
        return;
    }
    let expected = analyse(&samples, 2);
    let again = samples.iter().enumerate().fold(Folder::new("again"), |folder, (number, path)| {
        let content = std::fs::read(path).unwrap();
        match number % 4 {
            0 => folder.with(&number.to_string(), &content),
            1 => folder.with(&number.to_string(), &zip(&[deflated("a.gz", &gzip(&content))])),
            2 => folder.with(&number.to_string(), &retold(path, "xml").unwrap()),
            _ => folder.with(&number.to_string(), &retold(path, "jsonl").unwrap()),
        }
    });
    let files: Vec<PathBuf> =
        samples.iter().cloned().chain(find_files(std::slice::from_ref(&again.0)).unwrap()).collect();
    let document = analyse(&files, 2);
    assert_eq!(total(&document, "records"), 2 * total(&expected, "records"));
    assert_eq!(total(&document, "kept"), total(&expected, "kept"));
    let twice = total(&expected, "kept") + 2 * total(&expected, "duplicates");
    assert_eq!(total(&document, "duplicates"), twice);
    assert!(findings(&document) == findings(&expected));
}

#[test]
fn damaged_samples_are_the_same_in_archives() {
    let Some(samples) = samples() else { return };
    for (path, _) in samples.iter().filter(|(_, is_sound)| !is_sound) {
        let content = std::fs::read(path).unwrap();
        let expected = analyse(std::slice::from_ref(path), 1);
        let folder = Folder::new("damaged").with("a.zip", &zip(&[deflated("b.zip", &zip(&[stored("c", &content)]))]));
        let document = folder.analyse(1);
        assert!(findings(&document)["edges"] == findings(&expected)["edges"], "{}", path.display());
        for part in ["records", "kept", "failed"] {
            assert_eq!(total(&document, part), total(&expected, part), "{}: {part}", path.display());
        }
        let file = |document: &Value| document["files"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(file(&document)["failed"], file(&expected)["failed"]);
    }
}
