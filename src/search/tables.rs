//! What is asked of every row is answered once for each distinct value.

/// Answers by number, each found when it is first asked for.
pub(super) struct Memo<F> {
    /// 0: not asked yet; 1: no; 2: yes.
    known: Vec<u8>,
    of: F,
}

impl<F: FnMut(u32) -> bool> Memo<F> {
    /// For numbers below `count`; others are answered all the same.
    pub fn new(count: usize, of: F) -> Self {
        Self { known: vec![0; count], of }
    }

    /// The answer for `number`.
    pub fn is(&mut self, number: u32) -> bool {
        match self.known.get_mut(number as usize) {
            Some(known) => {
                if *known == 0 {
                    *known = 1 + u8::from((self.of)(number));
                }
                *known == 2
            }
            None => (self.of)(number),
        }
    }
}
