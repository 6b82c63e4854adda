//! Terms about where a logon came from and where it went.

use super::super::query::Name;
use super::super::tables::Memo;
use super::{Evaluation, fits_known};
use crate::model::bits::Bits;
use crate::model::events::{ClaimId, SourceClaim};
use crate::model::identity::addresses::Address;
use crate::model::identity::{Host, names, target_id};
use crate::model::strings::StringId;

impl Evaluation<'_> {
    /// The rows from hosts that are called like that, or had such an address.
    pub(super) fn hosts(&self, names: &[Name]) -> Bits {
        let hosts = &self.case.grounds.identities.hosts;
        let table: Vec<bool> = hosts.all.iter().map(|host| names.iter().any(|name| fits(host, name))).collect();
        self.numbered(&hosts.of_row, &table)
    }

    /// The rows from such addresses, as the records say them: a host's address of another day does not count.
    pub(super) fn addresses(&self, names: &[Name]) -> Bits {
        let store = self.case.store;
        let mut memo = Memo::new(store.sources.all().len(), |claim| {
            let SourceClaim { address, workstation } = store.sources.get(ClaimId(claim));
            let text = |id| store.strings.get(id);
            // Some clients give their address for a name.
            let Some(number) = Address::number(text(address)).or_else(|| Address::number(text(workstation))) else {
                return false;
            };
            names.iter().any(|name| match name {
                Name::Network(network) => network.holds(number),
                Name::Text(pattern) => pattern.fits(&number.to_string()),
            })
        });
        self.rows(|row| memo.is(store.events.source[row].0))
    }

    /// The rows of logons to machines that are called like that.
    pub(super) fn targets(&self, wanted: &[Name]) -> Bits {
        let store = self.case.store;
        let mut memo = Memo::new(store.strings.len(), |id| {
            let text = store.strings.get(StringId(id));
            // A machine's service is named by the machine's account.
            let host = names::known_host(text).map(|host| host.strip_suffix('$').unwrap_or(host));
            host.is_some_and(|host| wanted.iter().any(|name| is_text(name, host)))
        });
        self.rows(|row| memo.is(target_id(store, row).0))
    }
}

fn is_text(name: &Name, text: &str) -> bool {
    match name {
        Name::Text(pattern) => fits_known(std::slice::from_ref(pattern), text),
        Name::Network(network) => Address::number(text).is_some_and(|address| network.holds(address)),
    }
}

fn fits(host: &Host, name: &Name) -> bool {
    is_text(name, &host.label)
        || host.names.iter().any(|name_of| is_text(name, &name_of.text))
        || host.addresses.iter().any(|address| is_text(name, &address.text))
}
