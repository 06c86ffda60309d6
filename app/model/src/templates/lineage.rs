//! Which template inherits from which.

use crate::{Code, TemplateId};
use std::collections::HashMap;

/// How many templates may inherit from each other in a row.
pub const MOST_TEMPLATES_IN_A_ROW: u32 = 8;

/// The templates of a project, each with the one that it inherits from.
#[derive(Clone, Debug, Default)]
pub struct Lineage(HashMap<TemplateId, Option<TemplateId>>);

impl FromIterator<(TemplateId, Option<TemplateId>)> for Lineage {
    fn from_iter<I: IntoIterator<Item = (TemplateId, Option<TemplateId>)>>(templates: I) -> Self {
        Self(templates.into_iter().collect())
    }
}

impl Lineage {
    /// A template and all that it inherits from, the nearest first. Never more than there may be.
    pub fn ancestry(&self, template: TemplateId) -> Vec<TemplateId> {
        let known = |id: &TemplateId| self.0.contains_key(id);
        let above = |id: &TemplateId| self.0.get(id).copied().flatten().filter(known);
        std::iter::successors(Some(template).filter(known), above).take(MOST_TEMPLATES_IN_A_ROW as usize).collect()
    }

    /// A template and all that inherit from it, in no order.
    pub fn heirs(&self, template: TemplateId) -> Vec<TemplateId> {
        self.0.keys().copied().filter(|id| self.ancestry(*id).contains(&template)).collect()
    }

    /// Whether a template, or a new one, may inherit from another one.
    ///
    /// # Errors
    /// [`Code::Missing`] when that is none of the project's, [`Code::InheritsFromItself`] or [`Code::TooManyInARow`].
    pub fn may_inherit(&self, template: Option<TemplateId>, parent: TemplateId) -> Result<(), Code> {
        let above = self.ancestry(parent);
        if above.is_empty() {
            return Err(Code::Missing);
        }
        let Some(template) = template else { return must_fit(above.len() + 1) };
        if above.contains(&template) {
            return Err(Code::InheritsFromItself);
        }
        let below = |heir: TemplateId| self.ancestry(heir).iter().position(|id| *id == template);
        let lowest = self.heirs(template).into_iter().filter_map(below).max().unwrap_or_default();
        must_fit(above.len() + 1 + lowest)
    }
}

fn must_fit(count: usize) -> Result<(), Code> {
    match count > MOST_TEMPLATES_IN_A_ROW as usize {
        true => Err(Code::TooManyInARow { most: MOST_TEMPLATES_IN_A_ROW }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> TemplateId {
        format!("01890000-0000-7000-8000-{number:012}").parse().unwrap()
    }

    /// So many, each of which inherits from the one before.
    fn row(from: u32, to: u32) -> impl Iterator<Item = (TemplateId, Option<TemplateId>)> {
        (from..=to).map(move |number| (id(number), (number > from).then(|| id(number - 1))))
    }

    #[test]
    fn the_nearest_comes_first_and_what_is_not_there_has_no_ancestry() {
        let lineage = Lineage::from_iter(row(1, 3));
        assert_eq!(lineage.ancestry(id(3)), [id(3), id(2), id(1)]);
        assert_eq!(lineage.ancestry(id(9)), []);
        let mut heirs = lineage.heirs(id(2));
        heirs.sort();
        assert_eq!(heirs, [id(2), id(3)]);
    }

    #[test]
    fn none_inherits_from_itself_however_far_away() {
        let lineage = Lineage::from_iter(row(1, 3));
        assert_eq!(lineage.may_inherit(Some(id(1)), id(1)), Err(Code::InheritsFromItself));
        assert_eq!(lineage.may_inherit(Some(id(1)), id(3)), Err(Code::InheritsFromItself));
        assert_eq!(lineage.may_inherit(Some(id(3)), id(1)), Ok(()));
        assert_eq!(lineage.may_inherit(None, id(9)), Err(Code::Missing));
    }

    #[test]
    fn eight_in_a_row_are_enough() {
        let lineage = Lineage::from_iter(row(1, 7).chain(row(11, 12)));
        let too_many = Err(Code::TooManyInARow { most: 8 });
        assert_eq!(lineage.may_inherit(None, id(7)), Ok(()));
        assert_eq!(lineage.may_inherit(Some(id(11)), id(6)), Ok(()));
        assert_eq!(lineage.may_inherit(Some(id(11)), id(7)), too_many);
        assert_eq!(Lineage::from_iter(row(1, 8)).may_inherit(None, id(8)), too_many);
    }

    #[test]
    fn a_circle_that_got_into_the_records_is_not_gone_around_for_ever() {
        let circle = Lineage::from_iter([(id(1), Some(id(2))), (id(2), Some(id(1)))]);
        assert_eq!(circle.ancestry(id(1)).len(), 8);
    }
}
