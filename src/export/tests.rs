//! Every graph format read back by a parser of it, with names that try to break out.

use super::*;
use crate::engine::Case;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::Ledger;
use crate::model::handmade::{Row, RowMaker, logon, privilege};
use crate::protocol::Options;
use crate::protocol::filter::Filter;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::collections::BTreeMap;

mod parity;

const NAMES: [&str; 5] =
    ["alice", "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "a\"b'c\nd]]>", "\u{202e}gnp.exe\u{1}"];

fn case() -> Case {
    let mut rows: Vec<Row> = vec![privilege("alice").domain("EX").at(1)];
    for (turn, name) in (0..40).map(|turn| (turn, NAMES[turn as usize % 5])) {
        let row = logon(name, &format!("10.0.0.{}", turn % 7)).domain("EX").at(10 + turn).authentication("NTLM");
        rows.push(if turn % 4 == 0 { row.event(4625).status(0xc000_006a) } else { row });
    }
    let mut case = Case::new();
    case.set_options(Options { include_local: true, ..Options::default() }).expect("options");
    let file = case.add_file("a.evtx", "a.evtx", 1);
    case.append(
        file,
        &Batch { store: RowMaker::of(&rows).store, ledger: Ledger { records: 41, kept: 41, ..Ledger::default() } },
    );
    case.finish_file(file, None);
    case.set_sha256(file, "0".repeat(64));
    case.analyse();
    case
}

fn text(case: &Case, format: ExportFormat) -> String {
    let bytes = export(case, format).expect("a file").bytes;
    assert_eq!(bytes, export(case, format).expect("a file").bytes, "the same case, the same bytes");
    String::from_utf8(bytes).expect("UTF-8")
}

/// Attributes of the elements of each name.
type Elements = BTreeMap<String, Vec<BTreeMap<String, String>>>;

/// Elements by name with their attributes, and all text, from a reader that checks that every element is closed.
fn elements(xml: &str) -> (Elements, Vec<String>) {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut texts) = (Elements::new(), Vec::new());
    let mut text = String::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value = quick_xml::escape::unescape(&attribute.value);
                    let key = attribute.key.as_ref().to_owned();
                    (key, value.expect("a value").into_owned())
                });
                found.entry(name).or_default().push(attributes.collect());
                text.clear();
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(part) => {
                let entity = part.to_string();
                let meant = quick_xml::escape::unescape(&format!("&{entity};")).expect("an entity").into_owned();
                text.push_str(&meant);
            }
            Event::End(_) => texts.push(std::mem::take(&mut text)),
            Event::Eof => return (found, texts),
            _ => {}
        }
    }
}

fn printable(name: &str) -> String {
    name.replace('\u{1}', "\u{fffd}")
}

#[test]
fn json_formats_hold_every_node_and_edge_with_exact_names() {
    let case = case();
    let (nodes, links) = (case.graph_view().nodes.len(), case.derived().expect("a graph").graph.links().len());
    let elements: Value = serde_json::from_str(&text(&case, ExportFormat::GraphJson)).expect("JSON");
    let (drawn, edges) = (&elements["elements"]["nodes"], &elements["elements"]["edges"]);
    assert_eq!((drawn.as_array().map(Vec::len), edges.as_array().map(Vec::len)), (Some(nodes), Some(links)));
    let ids: Vec<&str> =
        drawn.as_array().expect("nodes").iter().filter_map(|node| node["data"]["id"].as_str()).collect();
    let joined = |edge: &Value| {
        ["source", "target"].iter().all(|end| ids.contains(&edge["data"][end].as_str().expect("an end")))
    };
    assert!(edges.as_array().expect("edges").iter().all(joined));
    let labels: Vec<&str> =
        drawn.as_array().expect("nodes").iter().filter_map(|node| node["data"]["label"].as_str()).collect();
    assert!(NAMES.iter().all(|name| labels.contains(name)), "{labels:?}");

    let graph: Value = serde_json::from_str(&text(&case, ExportFormat::OpenGraph)).expect("JSON");
    let ids: Vec<&Value> = graph["graph"]["nodes"].as_array().expect("nodes").iter().map(|node| &node["id"]).collect();
    assert_eq!(ids.len(), nodes);
    let edges = graph["graph"]["edges"].as_array().expect("edges");
    assert_eq!(edges.len(), case.graph_view().edges.len());
    assert!(edges.iter().all(|edge| ids.contains(&&edge["start"]["value"]) && ids.contains(&&edge["end"]["value"])));
    let count: u64 = edges.iter().filter_map(|edge| edge["properties"]["count"].as_u64()).sum();
    assert_eq!(count, 40);
}

#[test]
fn xml_formats_are_well_formed_and_whole() {
    let case = case();
    let (nodes, links) = (case.graph_view().nodes.len(), case.derived().expect("a graph").graph.links().len());
    let (graphml, texts) = elements(&text(&case, ExportFormat::GraphMl));
    assert_eq!((graphml["node"].len(), graphml["edge"].len()), (nodes, links));
    let keys: Vec<&String> = graphml["key"].iter().map(|key| &key["id"]).collect();
    assert!(graphml["data"].iter().all(|data| keys.contains(&&data["key"])));
    assert!(NAMES.iter().all(|name| texts.contains(&printable(name))), "{texts:?}");

    let (gexf, _) = elements(&text(&case, ExportFormat::Gexf));
    assert_eq!((gexf["node"].len(), gexf["edge"].len()), (nodes, links));
    let weight: u32 = gexf["edge"].iter().map(|edge| edge["weight"].parse::<u32>().expect("a weight")).sum();
    assert_eq!(weight, 40);
    let labels: Vec<&String> = gexf["node"].iter().map(|node| &node["label"]).collect();
    assert!(labels.contains(&&printable(NAMES[1])));

    let (svg, texts) = elements(&text(&case, ExportFormat::Svg));
    assert_eq!(svg["line"].len(), case.graph_view().edges.len() + 1, "and one in the legend");
    assert!(texts.iter().any(|text| text == "alice") && !svg.contains_key("img") && !svg.contains_key("script"));
}

#[test]
fn a_report_has_no_markup_but_its_own_and_tells_the_hashes() {
    let report = text(&case(), ExportFormat::Report);
    let (found, texts) = elements(report.trim_start_matches("<!DOCTYPE html>"));
    assert!(!found.contains_key("img") && !found.contains_key("script") && !found.contains_key("a"));
    assert!(texts.contains(&"0".repeat(64)));
    assert!(texts.contains(&printable(NAMES[1])));
    let policy = found["meta"].iter().find(|meta| meta.contains_key("http-equiv")).expect("a policy");
    assert!(policy["content"].starts_with("default-src 'none'"));
}

#[test]
fn files_of_the_graph_hold_what_the_filter_leaves() {
    let mut case = case();
    let key = case.graph_view().nodes.iter().find(|node| node.label == "alice").expect("alice").key;
    case.set_filter(Filter { hide: vec![key.into()], ..Filter::default() });
    let elements: Value = serde_json::from_str(&text(&case, ExportFormat::GraphJson)).expect("JSON");
    let nodes = elements["elements"]["nodes"].as_array().expect("nodes");
    assert!(nodes.iter().all(|node| node["data"]["label"] != "alice"));
    let edges = elements["elements"]["edges"].as_array().expect("edges");
    assert_eq!(edges.iter().filter_map(|edge| edge["data"]["count"].as_u64()).sum::<u64>(), 32);
    let events = text(&case, ExportFormat::EventsCsv);
    let mut reader = csv::Reader::from_reader(events.as_bytes());
    let accounts: Vec<String> = reader.records().map(|row| row.expect("a row")[2].to_owned()).collect();
    assert_eq!(accounts.len(), 32);
    assert!(accounts.contains(&"'=cmd|' /C calc'!A0".to_owned()) && !accounts.contains(&"alice".to_owned()));
}

#[test]
fn a_zip_for_neo4j_holds_its_files_and_no_name_breaks_the_script() {
    let bytes = export(&case(), ExportFormat::Neo4j).expect("a file").bytes;
    for (name, begins) in [
        ("logons.cypher", "MERGE (n:"),
        ("accounts.csv", "user:ID"),
        ("hosts.csv", "IP:ID"),
        ("logons.csv", ":START_ID"),
    ] {
        let content = [name.as_bytes(), begins.as_bytes()].concat();
        assert!(bytes.windows(content.len()).any(|window| window == content), "{name}");
    }
    assert!(bytes.starts_with(b"PK\x03\x04"));
    let script = String::from_utf8_lossy(&bytes);
    assert!(script.contains(r#"'a"b\'c\nd]]>'"#), "quotes, backslashes and line ends are escaped");
}

#[test]
fn without_a_case_there_is_nothing_to_export() {
    for format in [
        ExportFormat::GraphJson,
        ExportFormat::Svg,
        ExportFormat::Report,
        ExportFormat::EventsCsv,
        ExportFormat::TimelineLongCsv,
        ExportFormat::Neo4j,
    ] {
        assert!(export(&Case::new(), format).is_err());
    }
}
