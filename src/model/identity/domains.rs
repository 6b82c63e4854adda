//! Which spellings are one domain: `EXAMPLE`, `example.local` and `EXAMPLE.LOCAL`.
//!
//! Spellings are joined when records give them accounts of one SID prefix, or when an FQDN's first label is the NetBIOS name.
//! Where several FQDNs share a first label, the one with most events takes the short name, if one has most.

use super::names::folded;
use super::sids::domain_prefix;
use foldhash::fast::FixedState;
use petgraph::unionfind::UnionFind;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one claim says of a domain.
#[derive(Clone, Copy, Debug)]
pub struct DomainClaim<'a> {
    /// As written.
    pub domain: Option<&'a str>,
    /// The account's SID.
    pub sid: Option<&'a str>,
    /// First row that says so.
    pub first: u32,
    /// How many rows say so.
    pub events: u64,
}

/// A domain, or a machine with accounts of its own.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Domain {
    /// As first written, a NetBIOS name before an FQDN; `None` if only SIDs are known of it.
    pub name: Option<String>,
    /// Every spelling, without case, in alphabetical order.
    pub spellings: Vec<String>,
    /// Names it among all domains of the case, without case.
    pub identity: String,
}

/// All domains of a case.
#[derive(Clone, Default, Debug)]
pub struct Domains {
    domains: Vec<Domain>,
    by_text: HashMap<String, u32, FixedState>,
}

struct Spelling {
    shown: String,
    first: u32,
    events: u64,
}

impl Domains {
    /// Joins what `claims` say.
    pub fn new<'a>(claims: impl Iterator<Item = DomainClaim<'a>> + Clone) -> Self {
        // Nodes are spellings and SID prefixes alike; prefixes begin with `s-1-`, which no domain may be called.
        let mut nodes: BTreeMap<String, Spelling> = BTreeMap::new();
        for claim in claims.clone() {
            for text in claim.domain.into_iter().chain(claim.sid.map(sid_domain)) {
                let node =
                    nodes.entry(folded(text)).or_insert(Spelling { shown: String::new(), first: u32::MAX, events: 0 });
                node.events += claim.events;
                if claim.first < node.first || node.shown.is_empty() {
                    (node.first, node.shown) = (claim.first, text.to_owned());
                }
            }
        }
        let texts: Vec<&str> = nodes.keys().map(String::as_str).collect();
        let position = |text: &str| texts.binary_search(&text).ok();
        let mut joined = UnionFind::new(texts.len());
        for claim in claims {
            if let (Some(domain), Some(prefix)) = (claim.domain, claim.sid.and_then(domain_prefix))
                && let (Some(a), Some(b)) = (position(&folded(domain)), position(&folded(prefix)))
            {
                joined.union(a, b);
            }
        }
        join_first_labels(&texts, &nodes, &mut joined);
        Self::collect(&nodes, joined)
    }

    fn collect(nodes: &BTreeMap<String, Spelling>, joined: UnionFind<usize>) -> Self {
        let labels = joined.into_labeling();
        let mut groups: BTreeMap<usize, Vec<(&String, &Spelling)>> = BTreeMap::new();
        for (label, node) in labels.into_iter().zip(nodes) {
            groups.entry(label).or_default().push(node);
        }
        let mut domains = Self::default();
        for group in groups.into_values() {
            let number = domains.domains.len() as u32;
            let named = || group.iter().filter(|(text, _)| !is_sid(text));
            let shown = named().min_by_key(|(text, spelling)| (text.contains('.'), spelling.first, *text));
            let identity = shown.map(|(text, _)| *text).or(group.first().map(|(text, _)| *text));
            domains.by_text.extend(group.iter().map(|(text, _)| ((*text).clone(), number)));
            domains.domains.push(Domain {
                name: shown.map(|(_, spelling)| spelling.shown.clone()),
                spellings: named().map(|(text, _)| (*text).clone()).collect(),
                identity: identity.cloned().unwrap_or_default(),
            });
        }
        domains
    }

    /// The domain of an account: by its spelling, else by its SID.
    pub fn find(&self, domain: Option<&str>, sid: Option<&str>) -> Option<u32> {
        let text = domain.or(sid.map(sid_domain))?;
        self.by_text.get(&folded(text)).copied()
    }

    /// Domain number `number`.
    pub fn get(&self, number: u32) -> Option<&Domain> {
        self.domains.get(number as usize)
    }
}

/// What stands for the domain of an account of which only the SID is known: the prefix, or a well-known SID itself.
fn sid_domain(sid: &str) -> &str {
    domain_prefix(sid).unwrap_or(sid)
}

fn is_sid(text: &str) -> bool {
    text.starts_with("s-1-")
}

fn join_first_labels(texts: &[&str], nodes: &BTreeMap<String, Spelling>, joined: &mut UnionFind<usize>) {
    let mut prefixes: HashMap<usize, BTreeSet<usize>> = HashMap::new();
    for (node, _) in texts.iter().enumerate().filter(|(_, text)| is_sid(text)) {
        prefixes.entry(joined.find(node)).or_default().insert(node);
    }
    let mut candidates: BTreeMap<usize, BTreeMap<usize, u64>> = BTreeMap::new();
    for (node, text) in texts.iter().enumerate() {
        let Some((label, _)) = text.split_once('.') else { continue };
        let Ok(short) = texts.binary_search(&label) else { continue };
        let events = nodes.get(*text).map_or(0, |spelling| spelling.events);
        *candidates.entry(short).or_default().entry(joined.find(node)).or_default() += events;
    }
    for (short, fqdns) in candidates {
        let own = joined.find(short);
        if fqdns.contains_key(&own) {
            continue;
        }
        let most = fqdns.values().copied().max().unwrap_or(0);
        let mut leading = fqdns.iter().filter(|(_, events)| **events == most).map(|(fqdn, _)| *fqdn);
        if let (Some(fqdn), None) = (leading.next(), leading.next())
            // Two domains of different SIDs are two, whatever they are called.
            && (!prefixes.contains_key(&own) || !prefixes.contains_key(&fqdn))
        {
            joined.union(short, fqdn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domains(claims: &[(&'static str, &'static str, u64)]) -> Domains {
        let known = |text: &'static str| (!text.is_empty()).then_some(text);
        let claims: Vec<DomainClaim> = (claims.iter().enumerate())
            .map(|(first, (domain, sid, events))| DomainClaim {
                domain: known(domain),
                sid: known(sid),
                first: first as u32,
                events: *events,
            })
            .collect();
        Domains::new(claims.iter().copied())
    }

    fn same(domains: &Domains, a: &str, b: &str) -> bool {
        let find = |text| domains.find(Some(text), None).expect(text);
        find(a) == find(b)
    }

    #[test]
    fn case_does_not_matter_and_the_first_spelling_is_shown() {
        let domains = domains(&[("Example", "", 1), ("EXAMPLE", "", 9)]);
        let domain = domains.get(domains.find(Some("eXample"), None).expect("known")).expect("there");
        assert_eq!(domain.name.as_deref(), Some("Example"));
    }

    #[test]
    fn one_sid_prefix_joins_spellings() {
        let domains =
            domains(&[("CORP", "S-1-5-21-1-2-3-1105", 1), ("ad.example", "S-1-5-21-1-2-3-500", 1), ("OTHER", "", 1)]);
        assert!(same(&domains, "corp", "AD.EXAMPLE"));
        assert!(!same(&domains, "corp", "other"));
        assert_eq!(domains.find(None, Some("S-1-5-21-1-2-3-777")), domains.find(Some("CORP"), None));
    }

    #[test]
    fn an_fqdns_first_label_is_the_netbios_name_and_the_short_form_is_shown() {
        let domains = domains(&[("example.local", "", 5), ("EXAMPLE.LOCAL", "", 1), ("EXAMPLE", "", 1)]);
        assert!(same(&domains, "example", "example.local"));
        let domain = domains.get(domains.find(Some("example"), None).expect("known")).expect("there");
        assert_eq!(domain.name.as_deref(), Some("EXAMPLE"));
        assert_eq!(domain.spellings, ["example", "example.local"]);
    }

    #[test]
    fn different_sids_keep_two_domains_of_one_first_label_apart() {
        let domains = domains(&[("EXAMPLE", "S-1-5-21-1-2-3-500", 1), ("example.test", "S-1-5-21-4-5-6-500", 1)]);
        assert!(!same(&domains, "example", "example.test"));
    }

    #[test]
    fn a_mistyped_realm_does_not_take_the_short_name_from_the_true_one() {
        let domains = domains(&[("EXAMPLE", "", 9), ("example.local", "", 9), ("example.lcoal", "", 1)]);
        assert!(same(&domains, "example", "example.local"));
        assert!(!same(&domains, "example", "example.lcoal"));
    }

    #[test]
    fn an_account_of_which_only_the_sid_is_known_has_a_domain_without_a_name() {
        let domains = domains(&[("", "S-1-5-21-1-2-3-500", 1)]);
        let domain = domains.get(domains.find(None, Some("S-1-5-21-1-2-3-1")).expect("known")).expect("there");
        assert_eq!((domain.name.as_deref(), domain.identity.as_str()), (None, "s-1-5-21-1-2-3"));
    }
}
