// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

func firstNames() []string {
	return []string{
		"Anke", "Bjarne", "Carla", "Dirk", "Elif", "Fiete", "Greta", "Henning", "Ines", "Jonas", "Katrin", "Lars", "Merle", "Nils",
		"Oya", "Piet", "Rieke", "Sven", "Tomma", "Uwe", "Vera", "Wiebke", "Yannick", "Zeynep", "Afonso", "Beatriz", "Duarte",
		"Filipa", "Graça", "Helena", "João", "Leonor", "Mafalda", "Nuno", "Rita", "Tiago", "Abigail", "Brandon", "Chloe", "Derek",
		"Erin", "Grant", "Hannah", "Isaac", "Janelle", "Kevin", "Laurel", "Maurice", "Naomi", "Owen", "Priya", "Quentin", "Rosa",
		"Seth", "Tara", "Victor", "Wendy", "Xavier", "Yuki", "Zachary",
	}
}

func lastNames() []string {
	return []string{
		"Ahlers", "Brodersen", "Clausen", "Detlefs", "Ehlers", "Friedrichsen", "Goedeke", "Harms", "Iversen", "Jessen", "Kruse",
		"Lorenzen", "Matthiesen", "Nissen", "Oltmann", "Petersen", "Quast", "Rohwer", "Steffens", "Thiessen", "Ulrich", "Voss",
		"Wulff", "Yildirim", "Zander", "Almeida", "Barbosa", "Cardoso", "Domingues", "Esteves", "Figueiredo", "Gaspar", "Lobo",
		"Magalhães", "Neves", "Pacheco", "Queirós", "Rebelo", "Saraiva", "Teles", "Vidal", "Abbott", "Bennett", "Chaudhry",
		"Donnelly", "Eastman", "Fitch", "Garrity", "Holloway", "Ibarra", "Jefferson", "Kimball", "Lachance", "Mulcahy", "Norwood",
		"O'Dowd", "Prescott", "Quimby", "Redding", "Sutter", "Tran", "Upham", "Vasquez", "Whitcomb", "Yoder", "Zielinski",
	}
}
