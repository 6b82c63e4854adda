//! Which machine or collection a file comes from, as its path tells.

/// Folders that collectors put around what they collect.
const COLLECTORS: [&str; 10] =
    ["uploads", "auto", "ntfs", "ntfs_vss", "lazy_ntfs", "file", "fs", "collections", "clients", "results"];

/// Extensions of archives.
const ARCHIVES: [&str; 5] = [".zip", ".gz", ".tar", ".7z", ".evtx"];

/// What a path says about where its file was collected: the folder or archive in which a drive's `Windows/System32/winevt/Logs` was
/// kept, without what every collection of KAPE or Velociraptor has. Empty where the path does not say.
///
/// `host7/C/Windows/System32/winevt/Logs/Security.evtx` and `host7.zip/uploads/auto/C%3A/Windows/System32/winevt/Logs/Security.evtx`
/// both give `host7`.
pub fn origin_of(path: &str) -> String {
    let parts: Vec<String> = path.split(['/', '\\']).map(decoded).filter(|part| !part.is_empty()).collect();
    let is_logs = |at: &usize| {
        ["Windows", "System32", "winevt", "Logs"]
            .iter()
            .enumerate()
            .all(|(step, name)| parts.get(at + step).is_some_and(|part| part.eq_ignore_ascii_case(name)))
    };
    let Some(windows) = (0..parts.len()).find(is_logs) else { return String::new() };
    let around = parts.get(..windows).unwrap_or_default();
    let says_nothing = |part: &&String| {
        is_drive(part) || COLLECTORS.iter().any(|name| part.eq_ignore_ascii_case(name)) || is_volume(part)
    };
    around
        .iter()
        .rev()
        .find(|part| !says_nothing(part))
        .map_or_else(String::new, |part| without_extension(part).to_owned())
}

/// `C`, `C:`, `\\.\C:` and their like.
fn is_drive(part: &str) -> bool {
    let letter = part.trim_start_matches(['\\', '.', '?']).trim_end_matches(':');
    letter.len() == 1 && letter.chars().all(|letter| letter.is_ascii_alphabetic())
}

/// A volume's device or shadow copy.
fn is_volume(part: &str) -> bool {
    let part = part.trim_start_matches(['\\', '.', '?']).to_ascii_lowercase();
    part.starts_with("harddiskvolume") || part.starts_with("globalroot") || part.starts_with("volume{")
}

fn without_extension(part: &str) -> &str {
    let lower = part.to_ascii_lowercase();
    let extension = ARCHIVES.iter().find(|extension| lower.ends_with(**extension) && lower.len() > extension.len());
    extension.and_then(|extension| part.get(..part.len() - extension.len())).unwrap_or(part)
}

/// A part of a path with its percent codes read; as it is where they are none or no text.
fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| part.get(at + 1..at + 3)).flatten();
        match code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit())) {
            Some(code) => {
                plain.push(u8::from_str_radix(code, 16).unwrap_or(byte));
                at += 3;
            }
            None => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| part.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_where_its_file_was_collected() {
        for (path, origin) in [
            ("host7/C/Windows/System32/winevt/Logs/Security.evtx", "host7"),
            ("2024-03-04T080000_WS01.zip/C/Windows/system32/winevt/logs/Security.evtx", "2024-03-04T080000_WS01"),
            ("Collection-DC01.zip/uploads/auto/C%3A/Windows/System32/winevt/Logs/Security.evtx", "Collection-DC01"),
            ("DC01/uploads/ntfs/%5C%5C.%5CC%3A/Windows/System32/winevt/Logs/System.evtx", "DC01"),
            ("clients/C.1a2b/collections/F.9/uploads/auto/D:/Windows/System32/winevt/Logs/System.evtx", "F.9"),
            ("a/server/Windows\\System32\\winevt\\Logs\\System.evtx.gz", "server"),
            ("C:\\Windows\\System32\\winevt\\Logs\\System.evtx", ""),
            ("host7/Security.evtx", ""),
            ("100%/C/Windows/System32/winevt/Logs/%zz", "100%"),
            ("", ""),
        ] {
            assert_eq!(origin_of(path), origin, "{path}");
        }
    }
}
