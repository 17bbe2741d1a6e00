// Every binary operation on int, with and without overflow checks (ECMA-335 III.1.5, III.3)
using System;

public static class Callees {
	public static int Add (int a, int b) { return unchecked (a + b); }
	public static int Sub (int a, int b) { return unchecked (a - b); }
	public static int Mul (int a, int b) { return unchecked (a * b); }
	public static int Div (int a, int b) { return unchecked (a / b); }
	public static int Rem (int a, int b) { return unchecked (a % b); }
	public static int And (int a, int b) { return unchecked (a & b); }
	public static int Or (int a, int b) { return unchecked (a | b); }
	public static int Xor (int a, int b) { return unchecked (a ^ b); }
	public static int AddChecked (int a, int b) { return checked (a + b); }
	public static int SubChecked (int a, int b) { return checked (a - b); }
	public static int MulChecked (int a, int b) { return checked (a * b); }
	public static bool Equal (int a, int b) { return a == b; }
	public static bool NotEqual (int a, int b) { return a != b; }
	public static bool Less (int a, int b) { return a < b; }
	public static bool LessOrEqual (int a, int b) { return a <= b; }
	public static bool Greater (int a, int b) { return a > b; }
	public static bool GreaterOrEqual (int a, int b) { return a >= b; }
	public static int ShiftLeft (int a, int count) { return a << count; }
	public static int ShiftRight (int a, int count) { return a >> count; }
	public static int Not (int a) { return ~a; }
	public static int Negate (int a) { return unchecked (-a); }
	public static int NegateChecked (int a) { return checked (-a); }
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (Callees));
	}
}
