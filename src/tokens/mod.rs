//! What can be done with tokens: one operation, one file.

mod ambient;
mod bulk;
mod create;
mod enforce;
mod expiry;
mod filter;
mod glob;
mod in_use;
pub(crate) mod list;
mod lost;
pub(crate) mod model;
mod new_token;
mod plan;
mod raw;
mod reach;
pub(crate) mod request;
mod restriction;
pub(crate) mod revoke;
mod selector;
mod terms;

pub use bulk::{Revocation, carry_out, rehearse};
pub use create::create;
pub use expiry::Expires;
pub use filter::{Criterion, SORT, Wanted};
pub use list::list;
pub use model::{CreatedToken, End, Permission, RevokedToken, Scope, Token};
pub use new_token::NewToken;
pub use plan::{Plan, Planned, Spared, Which, plan};
pub use raw::Raw;
pub use reach::{Access, Reach};
pub use restriction::Restriction;
pub use revoke::{Unmatched, revoke};
pub use selector::Selector;
pub use terms::Terms;
