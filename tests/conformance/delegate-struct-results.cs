// Delegates with struct arguments and results of several sizes: static, instance, open, multicast (ECMA-335 II.14.6)
using System;
using System.Runtime.CompilerServices;

struct Small { public int A; public Small (int a) { A = a; } public override string ToString () { return "S" + A; } }
struct Medium { public long A; public int B; public override string ToString () { return "M" + A + "," + B; } }
struct Large { public long A, B, C; public string D; public override string ToString () { return "L" + A + "," + B +
	"," + C + "," + D; } }

class Callees {
	public int Bias = 3;
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Small StaticSmall (Small a, int b) { return new Small (a.A + b); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Medium StaticMedium (Medium a, int b) { a.B += b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Large StaticLarge (Large a, int b) { a.C = b; a.D += b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public Small InstanceSmall (Small a, int b) { return new Small (a.A * b + Bias); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public Medium InstanceMedium (Medium a, int b) { a.A += Bias * b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public virtual Large InstanceLarge (Large a, int b) { a.A = b + Bias; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Large FromString (string text, int b) { return new Large { A = b, D = text }; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use<T> (string name, Func<T, int, T> function, T value)
	{
		T result = function (value, 5);
		Report.Line (name + " " + function (result, 6) + " of " + result + " of " + value);
	}

	public static void Run ()
	{
		var callees = new Callees ();
		var medium = new Medium { A = 1L << 40, B = -1 };
		var large = new Large { A = 1, B = 2, C = 3, D = "four" };
		for (int i = 0; i < 2; i++) {
			Use ("static", Callees.StaticSmall, new Small (1));
			Use ("static", Callees.StaticMedium, medium);
			Use ("static", Callees.StaticLarge, large);
			Use ("instance", callees.InstanceSmall, new Small (1));
			Use ("instance", callees.InstanceMedium, medium);
			Use ("instance", callees.InstanceLarge, large);
			Func<Small, int, Small> smalls = Callees.StaticSmall;
			Use ("multicast", smalls + callees.InstanceSmall, new Small (2));
			Func<Large, int, Large> larges = callees.InstanceLarge;
			Use ("multicast", larges + Callees.StaticLarge, large);
		}
		var open = (Func<Callees, Large, int, Large>) Delegate.CreateDelegate (typeof (Func<Callees, Large, int,
			Large>),
			typeof (Callees).GetMethod ("InstanceLarge"));
		Report.Value ("open", open (callees, large, 9));
		var closed = (Func<int, Large>) Delegate.CreateDelegate (typeof (Func<int, Large>), "closed",
			typeof (Callees).GetMethod ("FromString"));
		Report.Value ("closed static", closed (10));
		Func<string, int, Large> first = Callees.FromString;
		Report.Value ("first argument is a reference", first ("first", 11));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
