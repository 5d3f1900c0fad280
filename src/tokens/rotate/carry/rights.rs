//! What a successor may do.

use super::{CREATE, Carrier, Targets};
use crate::tokens::new_token::Permission;
use crate::tokens::reach::{is_of_packages, is_reading};
use crate::tokens::rotate::Changes;

impl Carrier<'_> {
    /// What it may do with packages, and with organizations.
    pub(super) fn permissions(
        &mut self,
        targets: &Targets,
        changes: &Changes,
    ) -> (Option<Permission>, Option<Permission>) {
        self.check_entries("permissions", self.old.permissions.len(), ["name", "action"]);
        let has_packages = !targets.packages.is_empty() || !targets.scopes.is_empty();
        let has_orgs = !targets.orgs.is_empty();
        if (has_packages || has_orgs) && self.old.permissions.is_empty() {
            self.refuse("permissions", "nothing says what the token may do", CREATE);
        }
        let packages = self.right(is_of_packages, &["package", "packages"], has_packages);
        let orgs =
            self.right(|name| !is_of_packages(name), &["org", "orgs", "organization", "organizations"], has_orgs);
        (self.packages_permission(packages, changes.permission), orgs)
    }

    /// The one right of a kind; none at all where there is something that it could be to.
    fn right(&mut self, is_its: fn(&str) -> bool, names: &[&str], has_targets: bool) -> Option<Permission> {
        let rights: Vec<_> = self.old.permissions.iter().filter(|right| is_its(&right.name)).collect();
        let right = match rights.as_slice() {
            [] => return has_targets.then_some(Permission::NoAccess),
            [right] if names.contains(&right.name.as_str()) => match right.action.as_str() {
                "write" | "read-write" => Some(Permission::ReadWrite),
                "none" | "no-access" => Some(Permission::NoAccess),
                action if is_reading(action) => Some(Permission::ReadOnly),
                _ => None,
            },
            _ => None,
        };
        match right {
            None => self.refuse("permissions", "they are not of a kind that is known", CREATE),
            Some(_) if !has_targets => self.refuse("permissions", "nothing says what for", CREATE),
            Some(_) => {}
        }
        right
    }

    /// The list does not tell a token that publishes from one that only stages, so the caller has to.
    fn packages_permission(&mut self, old: Option<Permission>, wanted: Option<Permission>) -> Option<Permission> {
        let can_write = old == Some(Permission::ReadWrite);
        let (problem, fix) = match wanted {
            None if can_write => (
                "the registry does not show whether it may publish or only stage",
                "say which by `packagesAndScopesPermission` (`--packages-and-scopes-permission`): `read-write` or `read-write-stage-only`",
            ),
            None => return old,
            Some(wanted) if can_write || Some(wanted) == old || wanted == Permission::NoAccess => return Some(wanted),
            Some(_) => (
                "the old token may do less than is asked for",
                "rotating widens nothing: leave `packagesAndScopesPermission` out, or create a new token",
            ),
        };
        self.refuse("permissions", problem, fix);
        None
    }

    /// The flag of tokens without rights; else the rights say it.
    pub(super) fn read_only(&mut self) -> bool {
        let can_write = self.old.permissions.iter().any(|right| !is_reading(&right.action));
        match self.old.readonly {
            Some(true) if can_write => {
                self.refuse("readonly", "it contradicts the permissions", CREATE);
                false
            }
            Some(is_read_only) => is_read_only && self.old.permissions.is_empty(),
            None => {
                if self.old.permissions.is_empty() {
                    self.refuse("readonly", "nothing says what the token may do", CREATE);
                }
                false
            }
        }
    }
}
