// SPDX-License-Identifier: MIT
public static class Library {
	public struct Number { public int Value; }
	public static int Add (int x, Number number) { return x + number.Value; }
}
