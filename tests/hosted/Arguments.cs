// SPDX-License-Identifier: MIT
class Arguments {
	static void Main (string [] arguments) { System.Console.WriteLine (string.Join (" ", arguments)); }
}
