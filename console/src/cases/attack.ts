// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

/** tactics are those of ATT&CK for enterprises, in its order. */
export const tactics = [
  'Reconnaissance', 'Resource development', 'Initial access', 'Execution', 'Persistence', 'Privilege escalation', 'Defense evasion', 'Credential access',
  'Discovery', 'Lateral movement', 'Collection', 'Command and control', 'Exfiltration', 'Impact',
] as const;

export type Tactic = (typeof tactics)[number];

/** unplaced holds techniques that this table does not know. */
export const unplaced = 'Other';

// Which tactic a technique serves first, by number; some serve several. Sub-techniques go with their technique unless named.
const numbers: Record<Tactic, string> = {
  'Reconnaissance': '1589 1590 1591 1592 1593 1594 1595 1596 1597 1598',
  'Resource development': '1583 1584 1585 1586 1587 1588 1608 1650',
  'Initial access': '1078 1091 1133 1189 1190 1195 1199 1200 1566 1659',
  'Execution': '1047 1053 1059 1072 1106 1129 1203 1204 1559 1569 1609 1610 1648 1651 1674',
  'Persistence': '1037 1098 1136 1137 1176 1197 1205 1505 1525 1542 1543 1546 1547 1554 1574 1653 1671',
  'Privilege escalation': '1055 1068 1134 1484 1548 1611',
  'Defense evasion': '1006 1014 1027 1036 1070 1112 1127 1140 1202 1207 1211 1216 1218 1220 1221 1222 1480 1497 1535 1550 1553 1562 1564 1578 1599 1600 1601 1612 1620 1622 1647 1656 1666 1672',
  'Credential access': '1003 1040 1056 1110 1111 1187 1212 1528 1539 1552 1555 1556 1557 1558 1606 1621 1649',
  'Discovery': '1007 1010 1012 1016 1018 1033 1046 1049 1057 1069 1082 1083 1087 1120 1124 1135 1201 1217 1482 1518 1526 1538 1580 1613 1614 1615 1619 1652 1654 1673',
  'Lateral movement': '1021 1080 1210 1534 1563 1570',
  'Collection': '1005 1025 1039 1074 1113 1114 1115 1119 1123 1125 1185 1213 1530 1560 1602',
  'Command and control': '1001 1008 1071 1090 1092 1095 1102 1104 1105 1132 1219 1568 1571 1572 1573 1665',
  'Exfiltration': '1011 1020 1029 1030 1041 1048 1052 1537 1567',
  'Impact': '1485 1486 1489 1490 1491 1495 1496 1498 1499 1529 1531 1561 1565 1657 1667',
};

const placed = new Map<string, Tactic>(tactics.flatMap((t) => numbers[t].split(' ').map((n) => [`T${n}`, t] as const)));

/** tacticOf is the tactic that a technique serves first. */
export const tacticOf = (technique: string): Tactic | typeof unplaced => placed.get(technique.slice(0, 5)) ?? unplaced;

/** stageOf is where a finding stands in the kill chain: the tactic of the first of its techniques. */
export const stageOf = (techniques: readonly string[]): Tactic | typeof unplaced => {
  for (const t of techniques) {
    const tactic = tacticOf(t);
    if (tactic !== unplaced) return tactic;
  }
  return unplaced;
};
