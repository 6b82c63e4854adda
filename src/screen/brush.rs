//! A range of hours chosen by dragging over a strip of them: a new one, or the one there is moved or made longer or shorter.

use std::ops::Range;

/// What a drag has hold of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grip {
    /// Nothing: a new range begins at this hour.
    New(usize),
    /// The range's first hour; it ends before this one.
    Begin(usize),
    /// The range's last hour; it begins with this one.
    End(usize),
    /// All of the range, held at this hour.
    Whole(Range<usize>, usize),
}

impl Grip {
    /// What is held at `hour` of a strip with the range `chosen`; an end is held within `slack` hours of it.
    pub fn at(hour: usize, chosen: Option<&Range<usize>>, slack: usize) -> Self {
        let Some(range) = chosen.filter(|range| !range.is_empty()) else { return Self::New(hour) };
        let last = range.end - 1;
        // Where both ends are near, the nearer is meant.
        let (to_begin, to_end) = (hour.abs_diff(range.start), hour.abs_diff(last));
        if to_end <= slack && to_end <= to_begin {
            Self::End(range.start)
        } else if to_begin <= slack {
            Self::Begin(range.end)
        } else if range.contains(&hour) {
            Self::Whole(range.clone(), hour)
        } else {
            Self::New(hour)
        }
    }

    /// The range once it has been dragged to `hour` of `hours`. It never is empty nor leaves the strip.
    pub fn dragged_to(&self, hour: usize, hours: usize) -> Range<usize> {
        let hour = hour.min(hours.saturating_sub(1));
        match self {
            Self::New(from) | Self::End(from) => *from.min(&hour)..from.max(&hour).saturating_add(1),
            Self::Begin(end) => {
                let last = end.saturating_sub(1);
                hour.min(last)..hour.max(last).saturating_add(1)
            }
            Self::Whole(range, held) => {
                let length = range.len();
                let begin = (range.start + hour).saturating_sub(*held).min(hours.saturating_sub(length));
                begin..begin + length
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_over_nothing_chooses_from_the_first_hour_to_the_last() {
        let grip = Grip::at(5, None, 1);
        assert_eq!((grip.dragged_to(8, 24), grip.dragged_to(2, 24), grip.dragged_to(5, 24)), (5..9, 2..6, 5..6));
        assert_eq!(grip.dragged_to(99, 24), 5..24);
    }

    #[test]
    fn ends_and_the_whole_are_held_where_they_are() {
        let range = 10..15;
        assert_eq!(Grip::at(9, Some(&range), 1), Grip::Begin(15));
        assert_eq!(Grip::at(14, Some(&range), 1), Grip::End(10));
        assert_eq!(Grip::at(12, Some(&range), 1), Grip::Whole(10..15, 12));
        assert_eq!(Grip::at(20, Some(&range), 1), Grip::New(20));
        assert_eq!(Grip::at(9, Some(&range), 1).dragged_to(12, 24), 12..15);
        assert_eq!(Grip::at(9, Some(&range), 1).dragged_to(20, 24), 14..21);
        assert_eq!(Grip::at(14, Some(&range), 1).dragged_to(3, 24), 3..11);
        assert_eq!(Grip::at(3, Some(&(3..4)), 1).dragged_to(6, 24), 3..7);
    }

    #[test]
    fn a_range_that_is_moved_keeps_its_length_within_the_strip() {
        let grip = Grip::at(12, Some(&(10..15)), 1);
        assert_eq!((grip.dragged_to(14, 24), grip.dragged_to(0, 24), grip.dragged_to(23, 24)), (12..17, 0..5, 19..24));
    }
}
