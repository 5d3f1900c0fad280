//! What can be done with tokens: one operation, one file.

mod ambient;
mod audit;
mod check;
mod create;
mod enforce;
mod expiry;
mod filter;
mod glob;
pub(crate) mod list;
mod lost;
pub(crate) mod model;
mod new_token;
mod raw;
mod reach;
pub(crate) mod request;
mod restriction;
pub(crate) mod revoke;
mod selector;
mod terms;

pub use audit::{Audit, Finding, RULES, Rule, Severity};
pub use check::{Basis, Checked, Demands, Problem, check, value_in_use};
pub use create::create;
pub use enforce::take_back;
pub use expiry::Expires;
pub use filter::{Criterion, Order, SORT, Wanted};
pub use list::list;
pub use model::{CreatedToken, End, Permission, RevokedToken, Scope, Token};
pub use new_token::NewToken;
pub use raw::Raw;
pub use reach::{Access, Reach};
pub use restriction::Restriction;
pub use revoke::{Revocation, Unmatched, revoke, revoke_each};
pub use selector::Selector;
pub use terms::Terms;
