//! The chain: each entry's hash covers the one before it.

use sha2::{Digest, Sha256};

/// The end of the chain so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The number of the last entry, 0 before the first.
    pub number: i64,
    /// Its hash, empty before the first.
    pub hash: String,
}

impl Link {
    /// The link that `body` adds to the chain: SHA-256 over number, previous hash and body, a line each, in hexadecimal.
    #[must_use]
    pub fn next(&self, body: &str) -> Self {
        let number = self.number + 1;
        let mut hasher = Sha256::new();
        hasher.update(format!("{number}\n{}\n", self.hash));
        hasher.update(body);
        Self { number, hash: format!("{:x}", hasher.finalize()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_covers_number_body_and_all_before() {
        let first = Link::default().next("a");
        // printf '1\n\na' | sha256sum
        assert_eq!(first.hash, "937f5a0b4e06b0c187c9ceec44f6e8349cf5dd6b4d7aa000e7bb329a5680068c");
        let second = first.next("b");
        assert_ne!(second.hash, Link::default().next("b").hash, "what came before");
        assert_ne!(second.hash, first.next("c").hash, "the body");
        assert_ne!(Link { number: 5, ..first.clone() }.next("b").hash, second.hash, "the number");
    }
}
