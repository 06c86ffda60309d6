//! How deep folders lie in each other, and whether one lies in another.

use model::{Code, FolderId, MOST_FOLDER_DEPTH};
use std::collections::HashMap;

/// Which folder lies in which; `None` for those at the top.
pub(super) struct Nesting(pub(super) HashMap<FolderId, Option<FolderId>>);

impl Nesting {
    /// How many folders one goes through to be in this one; 0 at the top. At most one more than there are folders.
    fn depth(&self, mut folder: Option<FolderId>) -> usize {
        let mut depth = 0;
        while let Some(id) = folder
            && depth <= self.0.len()
        {
            depth += 1;
            folder = self.0.get(&id).copied().flatten();
        }
        depth
    }

    /// True when `inner` is `outer` or lies in it, however deep.
    pub(super) fn lies_in(&self, inner: Option<FolderId>, outer: FolderId) -> bool {
        let mut at = inner;
        for _ in 0..=self.0.len() {
            match at {
                Some(id) if id == outer => return true,
                Some(id) => at = self.0.get(&id).copied().flatten(),
                None => return false,
            }
        }
        false
    }

    /// Refuses to put a new folder there, or this one with all that lies in it.
    pub(super) fn must_have_room(&self, parent: Option<FolderId>, moved: Option<FolderId>) -> Result<(), Code> {
        if let Some(moved) = moved
            && self.lies_in(parent, moved)
        {
            return Err(Code::MovedIntoItself);
        }
        let height = match moved {
            Some(moved) => {
                let top = self.depth(Some(moved));
                let inside = self.0.keys().filter(|id| self.lies_in(Some(**id), moved));
                inside.map(|id| self.depth(Some(*id)) + 1 - top).max().unwrap_or(1)
            }
            None => 1,
        };
        match self.depth(parent) + height > MOST_FOLDER_DEPTH as usize {
            true => Err(Code::TooDeep { most: MOST_FOLDER_DEPTH }),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> FolderId {
        uuid::Uuid::from_u128(number).into()
    }

    /// 1 in 2 in 3 …, the last at the top.
    fn chain(length: u128) -> Nesting {
        Nesting((1..=length).map(|n| (id(n), (n < length).then(|| id(n + 1)))).collect())
    }

    #[test]
    fn folders_lie_at_most_ten_deep() {
        assert_eq!(chain(9).must_have_room(Some(id(1)), None), Ok(()));
        assert_eq!(chain(10).must_have_room(Some(id(1)), None), Err(Code::TooDeep { most: 10 }));
    }

    #[test]
    fn a_folder_moves_with_all_that_lies_in_it() {
        let mut nesting = chain(8);
        nesting.0.extend([(id(100), Some(id(101))), (id(101), None)]);
        assert_eq!(nesting.must_have_room(Some(id(1)), Some(id(101))), Ok(()));
        assert_eq!(chain(8).must_have_room(None, Some(id(3))), Ok(()));
        nesting.0.insert(id(99), Some(id(100)));
        assert_eq!(nesting.must_have_room(Some(id(1)), Some(id(101))), Err(Code::TooDeep { most: 10 }));
        assert_eq!(nesting.must_have_room(Some(id(1)), Some(id(3))), Err(Code::MovedIntoItself));
        assert_eq!(nesting.must_have_room(Some(id(3)), Some(id(3))), Err(Code::MovedIntoItself));
    }
}
