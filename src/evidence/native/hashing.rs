//! SHA-256 of files on this machine: what identifies them as evidence.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What identifies a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileHash {
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// How many bytes it was made of.
    pub size: u64,
}

/// Bytes read at a time: enough to make few calls, and few enough to stay in the processor's cache until they are hashed.
const PIECE: usize = 1 << 18;

/// Reads the file at `path` to its end.
///
/// # Errors
/// It cannot be read.
pub fn hash(path: &Path) -> io::Result<FileHash> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; PIECE];
    let (mut hasher, mut size) = (Sha256::new(), 0);
    loop {
        let read = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            let digest = hasher.finalize();
            return Ok(FileHash { sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(), size });
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
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
            assert_eq!(hash(&path).unwrap(), FileHash { sha256: sha256.to_owned(), size: content.len() as u64 });
        }
        std::fs::remove_file(&path).unwrap();
        assert!(hash(&path).is_err());
    }
}
