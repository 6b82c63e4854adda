//! Events as JSON: one object after another, on lines of their own, in an array or over many lines.
//!
//! Who writes them disagrees about names and nesting, not about what an event is: [`forms`] says where each writer puts what.

mod flat;
mod forms;
mod log;

pub use log::{read_log, read_record};

/// `json` over several lines, as it is where it is no JSON. Names keep their order, and numbers and escapes their spelling.
pub fn pretty(json: &str) -> String {
    let (mut out, mut depth) = (String::with_capacity(2 * json.len()), 0_usize);
    let (mut in_string, mut escaped) = (false, false);
    let mut characters = json.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(64)));
    };
    while let Some(character) = characters.next() {
        if in_string {
            out.push(character);
            (in_string, escaped) = (escaped || character != '"', !escaped && character == '\\');
            continue;
        }
        match character {
            ' ' | '\t' | '\r' | '\n' => continue,
            '{' | '[' => {
                out.push(character);
                while characters.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if characters.peek().is_some_and(|next| *next != '}' && *next != ']') {
                    depth += 1;
                    line(&mut out, depth);
                } else if let Some(close) = characters.next() {
                    out.push(close);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = character == '"';
                out.push(character);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn an_event_is_laid_out_as_the_crate_would_with_its_spelling_kept() {
        let json = r#"{"b":"x,{\" \\","a":[1,{}, [ ],{"c":1.50}],"e":"\u00e9"}"#;
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let laid_out = pretty(json);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&laid_out).unwrap(), value);
        assert!(
            laid_out.starts_with("{\n  \"b\": \"x,{\\\" \\\\\",\n  \"a\": [\n    1,\n    {},\n    [],"),
            "{laid_out}"
        );
        assert!(laid_out.contains("1.50") && laid_out.contains("\\u00e9"));
        assert_eq!(pretty(&laid_out), laid_out);
    }
}
