//! What the company is made of, as tables: names, departments, servers, service accounts, programs and shares. All invented.

/// NetBIOS name of the domain.
pub const NETBIOS: &str = "LARKFIELD";
/// DNS name of the domain; `.example` belongs to nobody.
pub const DNS: &str = "larkfield.example";
/// Kerberos realm.
pub const REALM: &str = "LARKFIELD.EXAMPLE";
/// Where the company is.
pub const ZONE: &str = "Europe/London";

/// Given names of employees.
pub const GIVEN: [&str; 48] = [
    "Amelia", "Ben", "Chloe", "Daniel", "Esther", "Farid", "Grace", "Harvey", "Imogen", "Jamal", "Katie", "Liam",
    "Maya", "Noah", "Olivia", "Priya", "Quentin", "Rosa", "Samuel", "Tara", "Umar", "Vera", "William", "Xenia",
    "Yusuf", "Zoe", "Agnes", "Boris", "Clara", "Dylan", "Elif", "Frank", "Gwen", "Hugo", "Isla", "Joel", "Kenji",
    "Lucia", "Martin", "Nadia", "Owen", "Paula", "Rhys", "Sofia", "Theo", "Una", "Victor", "Wanda",
];

/// Surnames of employees.
pub const SURNAMES: [&str; 53] = [
    "Abbott",
    "Barlow",
    "Carver",
    "Dunn",
    "Ellery",
    "Fletcher",
    "Garner",
    "Hale",
    "Irving",
    "Jarvis",
    "Kemp",
    "Lowell",
    "Mercer",
    "Nolan",
    "Osborne",
    "Pike",
    "Quayle",
    "Rowe",
    "Sharma",
    "Tully",
    "Underhill",
    "Vance",
    "Whitlock",
    "Yates",
    "Ainsley",
    "Bright",
    "Cole",
    "Dacre",
    "Emery",
    "Frost",
    "Goddard",
    "Hobbs",
    "Ingram",
    "Joyce",
    "Kirby",
    "Lacey",
    "Moran",
    "Naylor",
    "Ogden",
    "Parry",
    "Quick",
    "Redfern",
    "Sutton",
    "Tate",
    "Upton",
    "Verney",
    "Walsh",
    "Yardley",
    "Ashby",
    "Bexley",
    "Corbin",
    "Drummond",
    "Eastman",
];

/// A part of the company, and how its people work.
#[derive(Debug)]
pub struct Department {
    /// Its name.
    pub name: &'static str,
    /// How many of a hundred employees are there.
    pub share: u32,
    /// Hours of the clock between which it works.
    pub hours: (f64, f64),
    /// Days of the week that are worked, from Monday.
    pub days: &'static [u32],
}

const WEEK: &[u32] = &[0, 1, 2, 3, 4];

/// The departments.
pub const DEPARTMENTS: &[Department] = &[
    Department { name: "Sales", share: 24, hours: (8.5, 17.5), days: WEEK },
    Department { name: "Engineering", share: 24, hours: (9.25, 18.25), days: WEEK },
    Department { name: "Production", share: 16, hours: (6.0, 14.25), days: WEEK },
    Department { name: "Finance", share: 10, hours: (8.0, 16.75), days: WEEK },
    Department { name: "Service desk", share: 8, hours: (7.5, 16.5), days: WEEK },
    Department { name: "Reception", share: 6, hours: (8.0, 13.0), days: WEEK },
    Department { name: "Marketing", share: 6, hours: (9.0, 17.5), days: &[0, 1, 2] },
    Department { name: "Warehouse", share: 6, hours: (13.5, 21.75), days: &[0, 1, 2, 3, 4, 5] },
];

/// What a machine is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Domain controller.
    Controller,
    /// Files and home folders.
    File,
    /// Where administrators work.
    Management,
    /// Databases.
    Sql,
    /// Mail and calendar.
    Mail,
    /// Printers, by NTLM.
    Print,
    /// Remote desktops.
    Desktop,
    /// The intranet.
    Web,
    /// Backups.
    Backup,
    /// An employee's own.
    Workstation,
}

impl Role {
    /// In plain words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Controller => "domain controller",
            Self::File => "file server",
            Self::Management => "management server",
            Self::Sql => "database server",
            Self::Mail => "mail server",
            Self::Print => "print server",
            Self::Desktop => "remote desktop server",
            Self::Web => "web server",
            Self::Backup => "backup server",
            Self::Workstation => "workstation",
        }
    }
}

/// Servers in the order in which a company buys them, and how much employees use each. More than these begin again with the next number.
pub const SERVERS: [(&str, Role, u32); 8] = [
    ("FILE", Role::File, 40),
    ("ADM", Role::Management, 0),
    ("SQL", Role::Sql, 12),
    ("MAIL", Role::Mail, 30),
    ("PRINT", Role::Print, 8),
    ("RDS", Role::Desktop, 4),
    ("WEB", Role::Web, 14),
    ("BACKUP", Role::Backup, 0),
];

/// When a service account acts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Schedule {
    /// Every night at that hour, to every server.
    Nightly(f64),
    /// Every so many minutes, to every server.
    EveryMinutes(u32),
    /// So many times an hour, more by day, to the database server.
    Application(f64),
    /// Every night at that hour, as a task, to the file server.
    Task(f64),
    /// On working days, by NTLM, to the file server: a device that scans paper.
    Device,
}

/// An account of a program.
#[derive(Debug)]
pub struct ServiceAccount {
    /// Its name.
    pub name: &'static str,
    /// Where it runs.
    pub home: Role,
    /// When it acts.
    pub schedule: Schedule,
    /// Whether it administers servers.
    pub privileged: bool,
    /// Whether it has a service principal name, so that anybody can ask for a ticket that its password encrypts.
    pub roastable: bool,
}

/// Service accounts.
pub const SERVICE_ACCOUNTS: &[ServiceAccount] = &[
    ServiceAccount {
        name: "svc-backup",
        home: Role::Backup,
        schedule: Schedule::Nightly(22.0),
        privileged: true,
        roastable: true,
    },
    ServiceAccount {
        name: "svc-monitor",
        home: Role::Management,
        schedule: Schedule::EveryMinutes(60),
        privileged: false,
        roastable: true,
    },
    ServiceAccount {
        name: "svc-web",
        home: Role::Web,
        schedule: Schedule::Application(3.0),
        privileged: false,
        roastable: true,
    },
    ServiceAccount {
        name: "svc-sql",
        home: Role::Sql,
        schedule: Schedule::Task(3.0),
        privileged: false,
        roastable: true,
    },
    ServiceAccount {
        name: "svc-batch",
        home: Role::Sql,
        schedule: Schedule::Task(5.25),
        privileged: false,
        roastable: false,
    },
    ServiceAccount {
        name: "svc-scan",
        home: Role::Print,
        schedule: Schedule::Device,
        privileged: false,
        roastable: false,
    },
];

/// Programs that start and end: path, command line.
pub const PROGRAMS: [(&str, &str); 8] = [
    (r"C:\Windows\System32\svchost.exe", r"C:\Windows\System32\svchost.exe -k netsvcs -p -s Schedule"),
    (r"C:\Windows\System32\taskhostw.exe", "taskhostw.exe"),
    (r"C:\Windows\System32\conhost.exe", r"\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1"),
    (r"C:\Windows\System32\backgroundTaskHost.exe", "backgroundTaskHost.exe -ServerName:App"),
    (r"C:\Windows\System32\wbem\WmiPrvSE.exe", r"C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding"),
    (r"C:\Windows\System32\gpupdate.exe", "gpupdate.exe /target:computer"),
    (r"C:\Windows\System32\lsass.exe", r"C:\Windows\system32\lsass.exe"),
    (r"C:\Windows\System32\services.exe", r"C:\Windows\system32\services.exe"),
];

/// Files and keys that are opened: type, name.
pub const OBJECTS: [(&str, &str); 6] = [
    ("File", r"C:\Windows\SYSVOL\sysvol\larkfield.example\Policies"),
    ("File", r"C:\Windows\NTDS\ntds.dit"),
    ("Key", r"\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services\Netlogon\Parameters"),
    ("Key", r"\REGISTRY\MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"),
    ("File", r"D:\Shares\Projects\2024"),
    ("File", r"D:\Shares\Finance\Ledger.xlsx"),
];

/// Shares: name, local path.
pub const SHARES: [(&str, &str); 5] = [
    (r"\\*\IPC$", ""),
    (r"\\*\SYSVOL", r"\??\C:\Windows\SYSVOL\sysvol"),
    (r"\\*\Shares", r"\??\D:\Shares"),
    (r"\\*\C$", r"\??\C:\"),
    (r"\\*\ADMIN$", r"\??\C:\Windows"),
];

/// Paths in shares that are checked: number of the share, path.
pub const PATHS: [(u8, &str); 6] = [
    (0, "srvsvc"),
    (0, "svcctl"),
    (1, r"larkfield.example\Policies\{31B2F340-016D-11D2-945F-00C04FB984F9}\gpt.ini"),
    (2, r"Projects\2024"),
    (4, r"System32\wdsync.exe"),
    (3, r"Users"),
];

/// Privileges that the computer's own processes enable.
pub const ADJUSTED: &str = "SeAssignPrimaryTokenPrivilege\r\n\t\t\tSeIncreaseQuotaPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\t\
    SeRestorePrivilege";
