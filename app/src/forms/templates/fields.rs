//! What was typed about a template.

use crate::forms::{
    Posted,
    jobs::{chosen, settings},
};
use model::{Name, Text};
use store::TemplateForm;

/// The fields, or noted problems.
pub(super) fn read(form: &mut Posted) -> Option<TemplateForm> {
    let name = form.parse("name", Name::parse);
    let description = form.parse("description", Text::parse);
    let parent = form.parse("parent", chosen);
    let read = settings(form).parse_template();
    let settings = form.accept(read);
    Some(TemplateForm { name: name?, description: description?, parent: parent?, settings: settings? })
}
