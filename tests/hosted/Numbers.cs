// SPDX-License-Identifier: MIT
//
// Methods for test-install to replace.
using System;

public static class Numbers {
	public static int Add (int a, int b) { return a + b; }
	public static int Multiply (int a, int b) { return a * b; }
	public static int Subtract (int a, int b) { return a - b; }
	public static int First (int a, int b) { return a; }
	public static void Nothing () { }
	public static void Throw () { throw new ArgumentException ("thrown"); }
}
