// A cast of a transparent proxy gives it a virtual table with the new type, and each proxy must be given its own: casts,
// isinst, generic casts, stores into arrays; a proxy whose table was accepted says nothing of the next. ECMA-335 III.4.3.
using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Remoting;
using System.Runtime.Remoting.Messaging;
using System.Runtime.Remoting.Proxies;

// As many methods as it takes for a slot of the first interface to lie where the second one's would be.
public interface IFirst {
	string M0 (); string M1 (); string M2 (); string M3 (); string M4 (); string M5 (); string M6 (); string M7 ();
	string M8 (); string M9 (); string M10 (); string M11 (); string M12 (); string M13 (); string M14 (); string M15 ();
	string M16 (); string M17 (); string M18 (); string M19 ();
}
public interface IEvents { event EventHandler Opened; event EventHandler Closed; }
public interface INumbers { int N1 (); int N2 (); int N3 (); }
public interface IGeneric<T> { T G1 (T value); T G2 (T value); }
public class Remote : MarshalByRefObject { public virtual int R1 () { return 1; } public virtual int R2 () { return 2; } }

class Proxy : RealProxy, IRemotingTypeInfo {
	public static string Called;
	readonly bool accepts;
	public Proxy (bool accepts) : base (typeof (IFirst)) { this.accepts = accepts; }
	public string TypeName { get { return "proxy"; } set { } }
	public bool CanCastTo (Type type, object o) { return accepts; }
	public override IMessage Invoke (IMessage message)
	{
		var call = (IMethodCallMessage) message;
		var result = ((MethodInfo) call.MethodBase).ReturnType;
		object value = result == typeof (int) ? 7 : result == typeof (string) ? call.MethodName : (object) null;
		Called = call.MethodName;
		return new ReturnMessage (value, null, 0, null, call);
	}
}

static class CalleesCast {
	[MethodImpl (MethodImplOptions.NoInlining)] public static IEvents ToEvents (object o) { return (IEvents) o; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static INumbers ToNumbers (object o) { return (INumbers) o; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static INumbers AsNumbers (object o) { return o as INumbers; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool IsNumbers (object o) { return o is INumbers; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Remote ToRemote (object o) { return (Remote) o; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool IsRemote (object o) { return o is Remote; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static IGeneric<string> ToGeneric (object o) { return (IGeneric<string>) o; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T To<T> (object o) { return (T) o; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T As<T> (object o) where T : class { return o as T; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Store (object [] array, int index, object o) { array [index] = o; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Store (object [,] array, int index, object o) { array [index, index] = o; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static IFirst [] ToArray (object o) { return (IFirst []) o; }
}

static class CallersOfProxies {
	static int wrong;

	static void Check (string name)
	{
		if (Proxy.Called != name)
			Console.WriteLine ("called {0} for {1}, number {2}", Proxy.Called, name, ++wrong);
		Proxy.Called = null;
	}

	static IFirst Make (bool accepts = true)
	{
		var first = (IFirst) new Proxy (accepts).GetTransparentProxy ();
		first.M0 (); first.M5 (); first.M9 (); first.M13 (); first.M17 (); first.M19 ();
		return first;
	}

	static void Numbers (INumbers numbers)
	{
		numbers.N1 (); Check ("N1");
		numbers.N2 (); Check ("N2");
		numbers.N3 (); Check ("N3");
	}

	static void Generic (IGeneric<string> generic)
	{
		generic.G1 ("a"); Check ("G1");
		generic.G2 ("b"); Check ("G2");
	}

	static void Try (string what, Action action)
	{
		try {
			action ();
			Console.WriteLine ("{0}: passed", what);
		} catch (InvalidCastException) {
			Console.WriteLine ("{0}: refused", what);
		} catch (ArrayTypeMismatchException) {
			Console.WriteLine ("{0}: mismatch", what);
		}
	}

	static void Main ()
	{
		for (int i = 0; i < 3; i++) {
			var events = CalleesCast.ToEvents (Make ());
			events.Opened += delegate { }; Check ("add_Opened");
			events.Closed += delegate { }; Check ("add_Closed");
			Numbers (CalleesCast.ToNumbers (Make ()));
			Numbers (CalleesCast.AsNumbers (Make ()));
			object o = Make ();
			if (CalleesCast.IsNumbers (o))
				Numbers (CalleesCast.ToNumbers (o));
			Generic (CalleesCast.ToGeneric (Make ()));
			Numbers (CalleesCast.To<INumbers> (Make ()));
			Generic (CalleesCast.To<IGeneric<string>> (Make ()));
			Numbers (CalleesCast.As<INumbers> (Make ()));
			var square = new INumbers [2, 2];
			CalleesCast.Store (square, 1, Make ());
			Numbers (square [1, 1]);
		}
		// In one loop: the table is another one after the first cast.
		var proxies = new object [8];
		for (int i = 0; i < proxies.Length; i++)
			proxies [i] = Make ();
		foreach (object proxy in proxies) {
			var events = (IEvents) proxy;
			var numbers = (INumbers) proxy;
			events.Opened += delegate { }; Check ("add_Opened");
			numbers.N3 (); Check ("N3");
		}
		foreach (bool accepts in new [] { true, false, true, false, false, true }) {
			Console.WriteLine ("{0} {1} {2}", CalleesCast.IsNumbers (Make (accepts)), CalleesCast.IsRemote (Make (accepts)),
				CalleesCast.AsNumbers (Make (accepts)) != null);
			Try ("interface", () => CalleesCast.ToNumbers (Make (accepts)));
			Try ("class", () => CalleesCast.ToRemote (Make (accepts)));
			Try ("generic", () => CalleesCast.To<IGeneric<string>> (Make (accepts)));
			Try ("vector", () => CalleesCast.Store (new INumbers [2], 0, Make (accepts)));
			Try ("array", () => CalleesCast.Store (new INumbers [2, 2], 0, Make (accepts)));
			Try ("to array", () => CalleesCast.ToArray (Make (accepts)));
		}
		Console.WriteLine ("wrong: {0}", wrong);
	}
}
