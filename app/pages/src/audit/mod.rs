//! Who did what: in the installation, and in one project; as a page and as a sheet.

mod asked;
mod diff;
mod line;
mod object;
mod page;
mod reader;
mod sheet;
mod sheet_file;
mod source;
mod tools;

pub(super) use page::{AuditPage, ProjectAuditPage};
pub(crate) use sheet_file::{audit_sheet, project_audit_sheet};
