// Calls that the runtime makes: Type.InvokeMember, MethodInfo.Invoke, Delegate.DynamicInvoke, callbacks from native code;
// PrepareMethod and GetFunctionPointer; explicit interface implementations, default arguments, inlining attributes,
// synchronised methods, context-static fields
using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

public struct Span3 {
	public long A, B, C;
	public override string ToString () { return A + "," + B + "," + C; }
}

public interface IName { string Name (int n); }
public interface IOther { string Name (int n); }

public class CalleesTarget : IName, IOther {
	[ContextStatic] static int perContext;
	int sum = 1;

	string IName.Name (int n) { return "name " + (n + sum); }
	string IOther.Name (int n) { return "other " + (n - sum); }
	public string Name (int n) { return "own " + n; }

	public int Add (int a, int b = 20, params int [] rest) { return sum += a + b + rest.Length; }
	public static double Mix (byte a, float b, decimal c, Span3 d, string e) { return a + b + (double) c + d.C + e.Length; }
	public static Span3 Make (long a, ref long b) { b++; return new Span3 { A = a, B = b, C = a * b }; }
	public static void Throw (string text) { throw new InvalidOperationException (text); }
	public T Same<T> (T a) { return a; }

	[MethodImpl (MethodImplOptions.AggressiveInlining)]
	public static int Inlined (int a) { return a > 3 ? a * a : -a; }

	[MethodImpl (MethodImplOptions.Synchronized)]
	public bool Locked () { return Monitor.IsEntered (this); }

	[MethodImpl (MethodImplOptions.Synchronized)]
	public static bool LockedClass () { return Monitor.IsEntered (typeof (CalleesTarget)); }

	public static int CountContext () { return perContext += 5; }
	public static int Compare (IntPtr a, IntPtr b) { return Marshal.ReadInt32 (b).CompareTo (Marshal.ReadInt32 (a)); }
}

static class Callers {
	delegate int Comparison (IntPtr a, IntPtr b);

	[DllImport ("libc.so.6")]
	static extern void qsort ([In, Out] int [] numbers, IntPtr count, IntPtr size, Comparison compare);

	static readonly Type type = typeof (CalleesTarget);

	static void Members (CalleesTarget target)
	{
		const BindingFlags call = BindingFlags.InvokeMethod | BindingFlags.Public;
		Report.Value ("member", type.InvokeMember ("Name", call | BindingFlags.Instance, null, target, new object [] { 3 }));
		Report.Value ("optional", type.InvokeMember ("Add", call | BindingFlags.Instance, null, target,
			new object [] { 1, 2, new int [] { 7, 8 } }));
		Report.Value ("default", target.Add (1) + target.Add (1, 2, 3, 4));
		Report.Value ("mixed", type.GetMethod ("Mix").Invoke (null,
			new object [] { (byte) 7, 1.5f, 2.25m, new Span3 { C = 30 }, "five!" }));
		object [] arguments = { 6L, 7L };
		Report.Value ("struct", type.GetMethod ("Make").Invoke (null, arguments));
		Report.Value ("by reference", arguments [1]);
		foreach (Type argument in new [] { typeof (int), typeof (string), typeof (Span3) })
			Report.Value ("generic", type.GetMethod ("Same").MakeGenericMethod (argument).Invoke (target,
				new object [] { argument == typeof (int) ? 4 : argument == typeof (string) ? "text" : (object) new Span3 { B = 2 } }));
		try {
			type.GetMethod ("Throw").Invoke (null, new object [] { "inner" });
		} catch (TargetInvocationException exception) {
			Report.Value ("thrown", exception.InnerException.Message);
		}
	}

	static void Delegates (CalleesTarget target)
	{
		Func<int, string> own = target.Name, named = ((IName) target).Name;
		Report.Value ("dynamic", own.DynamicInvoke (5));
		Report.Value ("explicit", named.DynamicInvoke (6) + ((IOther) target).Name (7));
		var both = (Func<int, string>) Delegate.Combine (named, own);
		Report.Value ("multicast", both.DynamicInvoke (8));
		int [] numbers = { 3, 9, 1, 7, 5 };
		qsort (numbers, (IntPtr) numbers.Length, (IntPtr) sizeof (int), CalleesTarget.Compare);
		Report.Value ("sorted by native code", string.Join (" ", numbers));
	}

	static void Preparation ()
	{
		foreach (string name in new [] { "Make", "Mix", "Inlined", "LockedClass" }) {
			RuntimeMethodHandle handle = type.GetMethod (name).MethodHandle;
			RuntimeHelpers.PrepareMethod (handle);
			Report.Value ("pointer", handle.GetFunctionPointer () != IntPtr.Zero
				&& handle.GetFunctionPointer () == handle.GetFunctionPointer ());
		}
	}

	public static void Run ()
	{
		var target = new CalleesTarget ();
		Members (target);
		Delegates (target);
		Preparation ();
		Report.Value ("inlined", CalleesTarget.Inlined (3) + CalleesTarget.Inlined (4));
		Report.Value ("locked", target.Locked () && CalleesTarget.LockedClass () && !Monitor.IsEntered (target));
		Report.Value ("context", CalleesTarget.CountContext () + CalleesTarget.CountContext ());
	}
}

static class Program {
	static void Main () { Callers.Run (); }
}
