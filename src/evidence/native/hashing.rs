//! SHA-256 of files on this machine: what identifies them as evidence.

use crate::evidence::seal::{Seal, Sealing};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes read at a time: enough to make few calls, and few enough to stay in the processor's cache until they are hashed.
const PIECE: usize = 1 << 18;

/// Reads the file at `path` to its end.
///
/// # Errors
/// It cannot be read.
pub fn hash(path: &Path) -> io::Result<Seal> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; PIECE];
    let mut sealing = Sealing::default();
    loop {
        let read = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok(sealing.finish());
        }
        sealing.update(buffer.get(..read).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_all_bytes_and_says_how_many() {
        let path = std::env::temp_dir().join(format!("logonscope-hashing-{}", std::process::id()));
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        // FIPS 180-2, appendix B.3: a million times the letter a.
        let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        for (content, sha256) in [(vec![], nothing), (vec![b'a'; 1_000_000], million)] {
            std::fs::write(&path, &content).unwrap();
            assert_eq!(
                hash(&path).unwrap(),
                Seal { sha256: sha256.to_owned(), size: content.len() as u64, remark: None }
            );
        }
        std::fs::remove_file(&path).unwrap();
        assert!(hash(&path).is_err());
    }
}
