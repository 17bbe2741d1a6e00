// Every binary operation and comparison on double, NaN and infinities included (ECMA-335 III.1.5,
// I.12.1.3)
using System;

public static class Callees {
	public static double Add (double a, double b) { return a + b; }
	public static double Sub (double a, double b) { return a - b; }
	public static double Mul (double a, double b) { return a * b; }
	public static double Div (double a, double b) { return a / b; }
	public static double Rem (double a, double b) { return a % b; }
	public static bool Equal (double a, double b) { return a == b; }
	public static bool Unequal (double a, double b) { return a != b; }
	public static bool Less (double a, double b) { return a < b; }
	public static bool LessOrEqual (double a, double b) { return a <= b; }
	public static bool Greater (double a, double b) { return a > b; }
	public static bool GreaterOrEqual (double a, double b) { return a >= b; }
	public static bool EqualIsFalse (double a, double b) { return !(a == b); }
	public static bool NotUnequal (double a, double b) { return !(a != b); }
	public static bool NotLess (double a, double b) { return !(a < b); }
	public static bool NotLessOrEqual (double a, double b) { return !(a <= b); }
	public static bool NotGreater (double a, double b) { return !(a > b); }
	public static bool NotGreaterOrEqual (double a, double b) { return !(a >= b); }
	public static int IfEqual (double a, double b) { if (a == b) return 1; return 2; }
	public static int IfUnequal (double a, double b) { if (a != b) return 1; return 2; }
	public static int IfLess (double a, double b) { if (a < b) return 1; return 2; }
	public static int IfLessOrEqual (double a, double b) { if (a <= b) return 1; return 2; }
	public static int IfGreater (double a, double b) { if (a > b) return 1; return 2; }
	public static int IfGreaterOrEqual (double a, double b) { if (a >= b) return 1; return 2; }
	public static double Negate (double a) { return -a; }
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (Callees));
	}
}
